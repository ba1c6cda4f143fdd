//go:build soak

package soak

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Each spool is on a separate disk, so that the disk can be full.
const diskBytes = 64 << 20

// mountDisk mounts a separate disk for the replica's spool.
func (r *replica) mountDisk() {
	r.Helper()
	if err := syscall.Mount("tmpfs", r.spool(), "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", diskBytes)); err != nil {
		r.Fatalf("a disk that can be full needs root: mount a tmpfs at %s: %v", r.spool(), err)
	}
	r.Cleanup(func() { _ = syscall.Unmount(r.spool(), syscall.MNT_DETACH) })
}

// fill uses all space on the replica's disk. free releases it.
func (r *replica) fill() {
	file, err := os.Create(filepath.Join(r.spool(), "other"))
	if err != nil {
		r.Error(err)
		return
	}
	defer func() { _ = file.Close() }()
	block := bytes.Repeat([]byte("x"), 1<<20)
	for len(block) > 0 {
		if _, err := file.Write(block); errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			r.Error(err)
			return
		}
	}
}

func (r *replica) free() { _ = os.Remove(filepath.Join(r.spool(), "other")) }

// freeze stops all threads of the replica, and returns when they have stopped.
func (r *replica) freeze() {
	r.signal(syscall.SIGSTOP)
	for range 1000 {
		if stopped(r.pid()) {
			return
		}
		time.Sleep(time.Millisecond)
	}
	r.Errorf("replica %d does not stop", r.n)
}

func stopped(pid int) bool {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if _, rest, _ := strings.Cut(string(text), ") "); err == nil && !strings.HasPrefix(rest, "T") {
			return false
		}
	}
	return len(tasks) > 0
}

// slowDisk delays each fsync of the replica until the returned function is called.
func (r *replica) slowDisk(late time.Duration) (end func()) {
	trace := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "signal=none",
		"-e", fmt.Sprintf("inject=fsync,fdatasync:delay_enter=%d", late.Microseconds()), "-p", strconv.Itoa(r.pid()))
	var out bytes.Buffer
	trace.Stdout, trace.Stderr = io.Discard, &out
	if err := trace.Start(); err != nil {
		r.Errorf("a slow disk needs strace: %v", err)
		return func() {}
	}
	ended := make(chan struct{})
	go func() { _ = trace.Wait(); close(ended) }()
	return func() {
		select {
		case <-ended:
			r.Errorf("strace: %s", &out)
		default:
			_ = trace.Process.Signal(syscall.SIGINT) // it detaches from the process
			<-ended
		}
	}
}

// chaos injects faults and records when they occurred.
type chaos struct {
	*lab
	mu       sync.Mutex
	history  *History
	copied   *Rollback // when the latest copy was made
	diskFrom []time.Duration
}

// flushed is the time within which the record of a response is in a file. The spool writes every 200 ms; the rest is a
// margin for a busy machine.
const flushed = 1500 * time.Millisecond

// never is a time before the run.
const never = -time.Hour

func (c *chaos) note(do func(*History)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do(c.history)
}

// run injects a fault, and returns when it has ended.
func (c *chaos) run(f Fault) {
	outage := Outage{Replica: f.Replica, Start: c.clock()}
	if f.Kind.everywhere() {
		outage.Replica = Everywhere
	}
	c.inject(f)
	outage.End = c.clock()
	c.note(func(h *History) { h.Outages = append(h.Outages, outage) })
}

func (c *chaos) inject(f Fault) {
	if f.Kind.everywhere() {
		c.injectStore(f)
		return
	}
	r := c.replicas[f.Replica]
	switch f.Kind {
	case Kill:
		c.kill(r)
		time.Sleep(f.For)
		r.start()
		r.ready()
	case Restart:
		if !r.end(syscall.SIGTERM, 60*time.Second) {
			r.Errorf("replica %d does not end", r.n)
			c.kill(r)
		}
		time.Sleep(f.For)
		r.start()
		r.ready()
	case Freeze:
		r.freeze()
		pause := Pause{Replica: r.n, Start: c.clock()}
		time.Sleep(f.For)
		pause.End = c.clock()
		r.signal(syscall.SIGCONT)
		c.note(func(h *History) { h.Pauses = append(h.Pauses, pause) })
	case Cut:
		r.network.Cut()
		time.Sleep(f.For)
		r.network.Mend()
	case Reset:
		r.network.Refuse()
		time.Sleep(f.For)
		r.network.Mend()
	case SlowNet:
		r.network.SetDelay(f.Late)
		time.Sleep(f.For)
		r.network.SetDelay(0)
	case DiskFull:
		c.diskTrouble(r, func() {
			r.fill()
			time.Sleep(f.For)
			r.free()
		})
	case SlowDisk:
		c.diskTrouble(r, func() {
			end := r.slowDisk(f.Late)
			time.Sleep(f.For)
			end()
		})
	}
}

// diskTrouble records that the replica's records do not reach a file in time meanwhile.
func (c *chaos) diskTrouble(r *replica, during func()) {
	c.note(func(*History) { c.diskFrom[r.n] = c.clock() })
	during()
	time.Sleep(flushed)
	c.note(func(*History) { c.diskFrom[r.n] = never })
}

func (c *chaos) kill(r *replica) {
	r.end(syscall.SIGKILL, time.Minute)
	crash := Crash{Replica: r.n, At: c.clock()}
	c.note(func(h *History) {
		crash.Since = crash.At - flushed
		if from := c.diskFrom[r.n]; from != never {
			crash.Since = min(crash.Since, from-flushed)
		}
		h.Crashes = append(h.Crashes, crash)
	})
}

func (c *chaos) injectStore(f Fault) {
	switch f.Kind {
	case Hang:
		c.server.Freeze()
		time.Sleep(f.For)
		c.server.Thaw()
	case CrashDB:
		c.server.Stop(c)
		time.Sleep(f.For)
		c.server.Resume(c)
	case Snapshot:
		copied := Rollback{CopyStart: c.clock()}
		c.server.Stop(c)
		c.server.Copy(c)
		c.server.Resume(c)
		copied.CopyEnd = c.clock()
		c.note(func(*History) { c.copied = &copied })
	case PutBack:
		var put Rollback
		c.note(func(*History) { put = *c.copied })
		put.Start = c.clock()
		c.server.Stop(c)
		c.server.Restore(c)
		time.Sleep(f.For)
		c.server.Resume(c)
		put.End = c.clock()
		c.note(func(h *History) { h.Rollbacks = append(h.Rollbacks, put) })
	}
}
