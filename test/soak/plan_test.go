package soak

import (
	"reflect"
	"testing"
	"time"
)

func TestPlanIsTheSameForTheSameSeed(t *testing.T) {
	if !reflect.DeepEqual(Plan(7, 3, time.Minute), Plan(7, 3, time.Minute)) {
		t.Error("it differs")
	}
	if reflect.DeepEqual(Plan(7, 3, time.Minute), Plan(8, 3, time.Minute)) {
		t.Error("another seed has the same plan")
	}
}

func TestPlanOfTwoMinutesHasEachKindOfFault(t *testing.T) {
	for seed := range uint64(50) {
		seen := map[Kind]bool{}
		for _, step := range Plan(seed, 3, 2*time.Minute) {
			for _, f := range step.Faults {
				seen[f.Kind] = true
			}
		}
		if len(seen) != 12 {
			t.Errorf("seed %d has %d kinds: %v", seed, len(seen), seen)
		}
	}
}

func TestPlanCopiesBeforeItPutsBack(t *testing.T) {
	if first := Plan(1, 3, time.Minute)[0].Faults[0].Kind; first != Snapshot {
		t.Errorf("it begins with %s", first)
	}
}
