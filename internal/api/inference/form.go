package inference

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// form is a multipart/form-data body.
type form struct {
	model  string
	stream bool
	parts  []formPart // all parts except the model's
	// boundary is the boundary of the form that withModel returns.
	boundary string
}

type formPart struct {
	header  textproto.MIMEHeader
	content []byte
}

// Limits of a form, besides its length.
const (
	maxParts     = 256
	maxFormModel = 1024
)

// readForm parses a form. It fails with Invalid if the form is malformed, or if it has a second model field or one in
// another case, because servers differ in which of two they use.
func readForm(contentType string, body []byte) (*form, error) {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" || parameters["boundary"] == "" {
		return nil, fault.New(fault.Unsupported, "UnsupportedMediaType", "The content type must be multipart/form-data.")
	}
	f, reader, models := &form{boundary: multipart.NewWriter(io.Discard).Boundary()}, multipart.NewReader(bytes.NewReader(body), parameters["boundary"]), 0
	streams := 0
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) && len(f.parts)+models > 0 {
			return f, nil
		}
		if err != nil || len(f.parts) == maxParts {
			return nil, badForm(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, badForm(err)
		}
		header, name, err := partHeader(part)
		switch {
		case err != nil:
			return nil, badForm(err)
		case foldsTo(name, "model"):
			if models++; name != "model" || models > 1 || len(content) > maxFormModel || part.FileName() != "" {
				return nil, fault.New(fault.Invalid, codeBadRequest, "The request body must name 'model' once, in lower case.")
			}
			f.model = string(content)
			continue
		case foldsTo(name, "stream"):
			if streams++; name != "stream" || streams > 1 || string(content) != "true" && string(content) != "false" {
				return nil, fault.New(fault.Invalid, codeBadRequest, "The request body must name 'stream' once, in lower case, as true or false.")
			}
			f.stream = string(content) == "true"
		case choosesRoute(name, nil):
			return nil, fault.New(fault.Invalid, codeBadRequest, "The member '%.64s' of the request body is not allowed: it would choose what the model server calls.", name)
		}
		f.parts = append(f.parts, formPart{header, content})
	}
}

// partHeader returns the canonical header of a part: servers differ in how they read a name that can be written in several ways,
// in the meaning of a backslash in it, and in whether a part may be encoded.
func partHeader(part *multipart.Part) (textproto.MIMEHeader, string, error) {
	name := part.FormName()
	written := part.Header["Content-Disposition"]
	if name == "" || len(written) != 1 || strings.ContainsFunc(name, unfitForName) {
		return nil, "", errors.New("a part has no name, or several, or one that cannot be written plainly")
	}
	_, parameters, err := mime.ParseMediaType(written[0])
	if err != nil {
		return nil, "", err
	}
	switch ascii.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
	case "", "binary", "7bit", "8bit":
	default:
		return nil, "", errors.New("a part is encoded")
	}
	disposition := `form-data; name="` + name + `"`
	if file, ok := parameters["filename"]; ok {
		disposition += `; filename="` + plainFileName(file) + `"`
	}
	header := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if kind := part.Header["Content-Type"]; len(kind) == 1 {
		header["Content-Type"] = kind
	}
	return header, name, nil
}

func unfitForName(r rune) bool { return r < 0x20 || r == 0x7f || r == '"' || r == '\\' }

// plainFileName escapes a file name as browsers do. Source: the WHATWG HTML standard, "Multipart form data".
func plainFileName(name string) string {
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(name, "_") {
		if unfitForName(r) {
			fmt.Fprintf(&out, "%%%02X", r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func badForm(err error) error {
	return fault.New(fault.Invalid, codeBadRequest, "The request body could not be read as a form of at most %d parts.", maxParts).Because(err)
}

// kind returns the content type of the form that withModel returns.
func (f *form) kind() string { return "multipart/form-data; boundary=" + f.boundary }

// withModel returns the form with model as the first field. The contents of other parts are unchanged.
func (f *form) withModel(model string) ([]byte, error) { return f.bytes("model", model) }

// bytes returns the form with fields, given as pairs of name and value, at the start.
func (f *form) bytes(fields ...string) ([]byte, error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(f.boundary); err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			return nil, err
		}
	}
	for _, p := range f.parts {
		part, err := w.CreatePart(p.header)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(p.content); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// value returns the content of a field as text, or "" if there is no such field.
func (f *form) value(name string) string { return string(f.content(name)) }

// content returns the content of the first part with a name.
func (f *form) content(name string) []byte {
	for _, p := range f.parts {
		if p.name() == name {
			return p.content
		}
	}
	return nil
}

// setContent replaces the content of the parts with a name.
func (f *form) setContent(name string, content []byte) {
	for i := range f.parts {
		if f.parts[i].name() == name {
			f.parts[i].content = content
		}
	}
}

// name returns the field name of the part.
func (p *formPart) name() string {
	_, parameters, _ := mime.ParseMediaType(p.header.Get("Content-Disposition")) // readForm has checked that it is valid
	return parameters["name"]
}
