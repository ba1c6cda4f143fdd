package gctuning

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSmallHeapsMayHaveMoreGarbageThanLiveData(t *testing.T) {
	for live, want := range map[uint64]int{0: 400, 4 << 20: 400, 16 << 20: 200, 32 << 20: 100, 1 << 30: 100} {
		if got := gcPercent(live); got != want {
			t.Errorf("with %d bytes alive: %d percent, want %d", live, got, want)
		}
	}
}

func TestContainerMemoryIsReadFromControlGroups(t *testing.T) {
	for text, want := range map[string]int64{"1073741824\n": 1 << 30, "max\n": 0, "": 0, "-1": 0} {
		file := filepath.Join(t.TempDir(), "memory.max")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := containerMemory(file); ok != (want > 0) || ok && got != want {
			t.Errorf("%q: got %d, %t", text, got, ok)
		}
	}
	if _, ok := containerMemory(filepath.Join(t.TempDir(), "none")); ok {
		t.Error("a limit without a file")
	}
}
