package inference

import (
	"bytes"
	"net/http"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// noBatchFile is the error for a batch whose input file was not checked.
func noBatchFile() error {
	return fault.New(fault.Invalid, codeBadRequest, "The input_file_id is not the id of a file that was uploaded to this resource for a batch. Upload the file, with the purpose batch, and try again.").With("param", "input_file_id")
}

// makeBatch relays POST /batches. Its file must have been checked on upload.
func (d *host) makeBatch(w http.ResponseWriter, c *call) error {
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	doc, err := readDocument(source.Bytes())
	if err != nil {
		return err
	}
	file, err := doc.text("input_file_id")
	if err != nil {
		return err
	}
	for _, m := range doc.members {
		if foldsTo(string(m.name), "input_file_id") && string(m.name) != "input_file_id" {
			return noBatchFile()
		}
	}
	at, known, _, err := d.belongs(c, file)
	if err != nil {
		return err
	}
	if !known || !at.batch || doc.count("input_file_id") != 1 {
		return noBatchFile()
	}
	servers, err := d.keepers(c, true, file)
	if err != nil {
		return err
	}
	d.keep(c, false)
	return d.askAll(w, c, servers, doc)
}

// putFile relays POST /files. The lines of a batch file name deployments of the account, as calls do. They are sent to
// the server with its own model names.
func (d *host) putFile(w http.ResponseWriter, c *call) error {
	source, err := d.readBody(c)
	if err != nil {
		return err
	}
	defer source.release()
	form, err := readForm(c.Header.Get("Content-Type"), source.Bytes())
	if err != nil {
		return err
	}
	servers, err := d.keepers(c, true, "")
	if err != nil {
		return err
	}
	if len(servers) == 0 {
		return notFound()
	}
	batch := ascii.EqualFold(form.value("purpose"), "batch")
	server := servers[0]
	if batch {
		if server, err = d.checkLines(c, form, servers); err != nil {
			return err
		}
	}
	body, err := form.bytes()
	if err != nil {
		return err
	}
	d.keep(c, batch)
	return d.ask(w, c, []Keeper{server}, body, form.kind())
}

// checkLines rewrites the lines of a batch file for a server that serves all deployments in it. It fails with Invalid
// if a line does not call a deployment of the account, or continues a response or conversation of another account.
func (d *host) checkLines(c *call, f *form, servers []Keeper) (Keeper, error) {
	var problem error
	for _, k := range servers {
		lines := batch{
			backend: k.Backend,
			rename: func(name string) (string, bool) {
				deployment, ok := c.find(name)
				if !ok {
					return "", false
				}
				return k.model(deployment)
			},
			check: func(body *document) error { _, _, err := d.referred(c, body); return err },
		}
		content, err := lines.rewrite(f.content("file"))
		if err == nil {
			f.setContent("file", content)
			return k, nil
		}
		problem = err
	}
	return Keeper{}, problem
}

func (k *Keeper) model(d *resource.Deployment) (string, bool) {
	if k.Model == nil {
		return "", false
	}
	return k.Model(d)
}

// batch checks and rewrites the lines of a batch file for a server.
type batch struct {
	backend http.RoundTripper
	rename  func(deployment string) (model string, ok bool)
	check   func(body *document) error // checks the ids to which a body refers
}

// rewrite returns the lines with the server's model names, after the same checks as for single calls. Source: OpenAI
// API reference, "Batch", the request input object: custom_id, method, url and body.
func (b *batch) rewrite(content []byte) ([]byte, error) {
	var out bytes.Buffer
	number, calls := 0, 0
	for line := range bytes.Lines(content) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		renamed, why := b.line(line)
		if why != "" {
			return nil, fault.New(fault.Invalid, codeBadRequest, "Line %d of the batch cannot be run: %s.", number, why).With("param", "file")
		}
		calls++
		out.Write(renamed)
		out.WriteByte('\n')
	}
	if calls == 0 {
		return nil, fault.New(fault.Invalid, codeBadRequest, "The file of a batch has no lines.").With("param", "file")
	}
	return out.Bytes(), nil
}

func (b *batch) line(line []byte) (renamed []byte, why string) {
	doc, err := readDocument(line)
	if err != nil {
		return nil, fault.Of(err).Message
	}
	bodies := 0
	var at member
	for _, m := range doc.members {
		if foldsTo(string(m.name), "body") {
			bodies, at = bodies+1, m
		}
	}
	if bodies != 1 || string(at.name) != "body" {
		return nil, "it must have one member 'body', in lower case"
	}
	inner, err := readDocument(line[at.value:at.end])
	if err != nil {
		return nil, fault.Of(err).Message
	}
	for _, part := range [...]*document{doc, inner} {
		if err := refuseRouting(part, b.backend); err != nil {
			return nil, fault.Of(err).Message
		}
	}
	if err := b.check(inner); err != nil {
		return nil, fault.Of(err).Message
	}
	name, err := inner.text("model")
	if err != nil {
		return nil, fault.Of(err).Message
	}
	model, ok := b.rename(name)
	if !ok {
		return nil, "'" + name + "' is not a deployment of this resource whose server runs batches"
	}
	p := newPayload(&held{}, inner.body, inner.setModel(nil, model))
	return bytes.Join([][]byte{line[:at.value], p.bytes(), line[at.end:]}, nil), ""
}
