package inference

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"

	"keyless.dev/keyless/internal/fault"
)

// form is a multipart/form-data body.
type form struct {
	model  string
	stream bool
	parts  []formPart // all but the model
	// boundary is that of what withModel makes.
	boundary string
}

type formPart struct {
	header  textproto.MIMEHeader
	content []byte
}

// The bounds of a form, besides its length.
const (
	maxParts     = 256
	maxFormModel = 1024
)

// readForm reads a form. It fails with Invalid for what is none, and for a second model or one in another case:
// servers differ in which of two they take.
func readForm(contentType string, body []byte) (*form, error) {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" || parameters["boundary"] == "" {
		return nil, fault.New(fault.Unsupported, "UnsupportedMediaType", "The content type must be multipart/form-data.")
	}
	f, reader, models := &form{boundary: multipart.NewWriter(io.Discard).Boundary()}, multipart.NewReader(bytes.NewReader(body), parameters["boundary"]), 0
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
		name := part.FormName()
		switch {
		case name == "" || len(part.Header["Content-Disposition"]) != 1:
			return nil, badForm(errors.New("a part has no name, or several"))
		case strings.EqualFold(name, "model"):
			if models++; name != "model" || models > 1 || len(content) > maxFormModel || part.FileName() != "" {
				return nil, fault.New(fault.Invalid, codeBadRequest, "The request body must name 'model' once, in lower case.")
			}
			f.model = string(content)
			continue
		case name == "stream":
			f.stream = string(content) == "true"
		}
		f.parts = append(f.parts, formPart{part.Header, content})
	}
}

func badForm(err error) error {
	return fault.New(fault.Invalid, codeBadRequest, "The request body could not be read as a form of at most %d parts.", maxParts).Because(err)
}

// kind is the content type of what withModel makes.
func (f *form) kind() string { return "multipart/form-data; boundary=" + f.boundary }

// withModel is the form with its model put first. The content of the other parts is as it was.
func (f *form) withModel(model string) ([]byte, error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(f.boundary); err != nil {
		return nil, err
	}
	if err := w.WriteField("model", model); err != nil {
		return nil, err
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
