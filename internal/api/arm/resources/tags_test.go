package resources_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestEmptyTagsAreShown(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	if got := w.OK("ada", "PATCH", armtest.Group, `{"tags":{}}`); !cmp.Equal(got.Value("tags"), any(map[string]any{})) {
		t.Errorf("group: %s", got.Text)
	}
	if got := w.OK("ada", "GET", armtest.Group, ""); !cmp.Equal(got.Value("tags"), any(map[string]any{})) {
		t.Errorf("group again: %s", got.Text)
	}
	if got := w.OK("ada", "PUT", armtest.Group, `{"location":"eastus"}`); got.Value("tags") != nil {
		t.Errorf("a group without tags: %s", got.Text)
	}
}
