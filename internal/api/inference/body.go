package inference

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Limits of request bodies, unless Deps sets others. A body is held in memory.
const (
	// MaxBody is 50 MiB, the limit of OpenAI's API.
	MaxBody = 50 << 20
	// MaxAudio is 25 MiB, the limit of Azure OpenAI.
	MaxAudio = 25 << 20
	// maxFormFields is the maximum total size of the other parts of a form that has an audio file.
	maxFormFields = 1 << 20
)

// readBody reads the request's body into a pooled buffer. A gzip body is decompressed, and the limit applies to the
// decompressed size.
func (d *host) readBody(c *call) (*held, error) {
	limit := d.MaxBody
	if c.op.isAudioUpload() {
		limit = min(limit, d.MaxAudio+maxFormFields)
	}
	if c.ContentLength > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	var body io.Reader = c.Body
	if encoding := c.Header.Get("Content-Encoding"); encoding != "" && !ascii.EqualFold(encoding, "identity") {
		if !ascii.EqualFold(encoding, "gzip") || len(c.Header["Content-Encoding"]) > 1 {
			return nil, fault.New(fault.Unsupported, "UnsupportedMediaType", "A request body in content encoding '%.64s' is not supported. Send it without encoding, or in gzip.", encoding)
		}
		inflated, err := gzip.NewReader(c.Body)
		if err != nil {
			return nil, unreadable(err, "The request body could not be read as gzip.")
		}
		body = inflated
	}
	source := d.bodies.Get().(*held)
	source.users.Store(1)
	if _, err := source.ReadFrom(io.LimitReader(body, limit+1)); err != nil {
		source.release()
		return nil, unreadable(err, "The request body could not be read.")
	}
	if int64(source.Len()) > limit {
		source.release()
		return nil, &http.MaxBytesError{Limit: limit}
	}
	return source, nil
}

// unreadable returns the error for a body that could not be read: Invalid with the given message, or TooLarge.
func unreadable(err error, message string) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return fault.New(fault.Invalid, codeBadRequest, "%s", message).Because(err)
}

// isAudioUpload reports whether the operation takes audio.
func (op *operation) isAudioUpload() bool {
	return op.backend == "/audio/transcriptions" || op.backend == "/audio/translations"
}
