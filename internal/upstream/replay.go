package upstream

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// Replayer responds from a folder that a Recorder has written.
type Replayer struct {
	dir   string
	speed float64
}

// Replay returns a Replayer. A speed of 1 takes as long as the upstream did, 2 half as long, and 0 no time.
func Replay(dir string, speed float64) (*Replayer, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("the folder of recordings: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("the folder of recordings: %s is a file", dir)
	}
	if !(speed >= 0) {
		return nil, errors.New("the speed of a replay is 0 or above")
	}
	return &Replayer{dir, speed}, nil
}

// Models returns the names of the models with recordings.
func (p *Replayer) Models() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(p.dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var kept recording
		if err := json.Unmarshal(text, &kept); err != nil {
			return nil, fmt.Errorf("%s is no recording: %w", file, err)
		}
		if name := kept.Request.model(); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// RoundTrip returns the recorded response. It fails with NotFound if there is none, and describes the request.
func (p *Replayer) RoundTrip(r *http.Request) (*http.Response, error) {
	q, _, err := describe(r)
	if err != nil {
		return nil, err
	}
	name, err := q.file()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(p.dir, name)) //nolint:gosec // the name is a hash in the folder that was given
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "RecordingNotFound",
			"There is no recording of %s: the file would be %s. Record it with --upstream and --record.", q.asked(), name).
			Because(fmt.Errorf("in %s", p.dir))
	}
	if err != nil {
		return nil, err
	}
	var kept recording
	err = json.Unmarshal(text, &kept)
	if status := kept.Response.Status; err == nil && (status < 200 || status > 599) {
		err = fmt.Errorf("its status is %d", status)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "RecordingUnreadable", "The recording %s cannot be read.", name).Because(err)
	}
	return p.answer(r.Context(), name, &kept.Response)
}

func (p *Replayer) answer(ctx context.Context, name string, kept *recordedResponse) (*http.Response, error) {
	if err := sleep(ctx, p.pause(kept.After)); err != nil {
		return nil, err
	}
	out := response(kept.Status, "", nil, -1)
	out.Header = kept.Header
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if kept.Body == nil {
		out.Body = &replayed{ctx: ctx, player: p, events: kept.Events}
		return out, nil
	}
	body, err := kept.Body.bytes()
	if err != nil {
		return nil, fault.New(fault.Unavailable, "RecordingUnreadable", "The recording %s cannot be read.", name).Because(err)
	}
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return out, nil
}

func (p *Replayer) pause(recorded span) time.Duration {
	if p.speed == 0 {
		return 0
	}
	return time.Duration(float64(recorded) / p.speed)
}

// replayed is a stream with the recorded timing.
type replayed struct {
	ctx    context.Context // a body lives as long as its request
	player *Replayer
	events []event
	rest   []byte
}

func (b *replayed) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		if len(b.events) == 0 {
			return 0, io.EOF
		}
		next := b.events[0]
		b.events = b.events[1:]
		if err := sleep(b.ctx, b.player.pause(next.After)); err != nil {
			return 0, err
		}
		var err error
		if b.rest, err = next.bytes(); err != nil {
			return 0, err
		}
	}
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *replayed) Close() error {
	b.events, b.rest = nil, nil
	return nil
}
