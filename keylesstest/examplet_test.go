package keylesstest_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"
)

// exampleT is the t of examples, which have none.
type exampleT struct {
	testing.TB
	cleanups []func()
}

func newExampleT() *exampleT { return &exampleT{} }

func (*exampleT) Helper()                        {}
func (*exampleT) Output() io.Writer              { return os.Stderr }
func (*exampleT) Context() context.Context       { return context.Background() }
func (*exampleT) Errorf(format string, a ...any) { fmt.Fprintf(os.Stdout, format+"\n", a...) }
func (*exampleT) Fatalf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }
func (*exampleT) Fatal(a ...any)                 { panic(fmt.Sprint(a...)) }
func (t *exampleT) Cleanup(f func())             { t.cleanups = append(t.cleanups, f) }

func (t *exampleT) TempDir() string {
	dir, err := os.MkdirTemp("", "keyless-example-")
	if err != nil {
		panic(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// end is the end of the test.
func (t *exampleT) end() {
	for _, f := range slices.Backward(t.cleanups) {
		f()
	}
}
