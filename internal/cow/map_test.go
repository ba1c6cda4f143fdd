package cow_test

import (
	"testing"

	"pgregory.net/rapid"

	"keyless.dev/keyless/internal/cow"
)

// A Map behaves as a Go map does, and no version of it changes after it was made.
func TestMapIsAMapWhoseOldVersionsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type version struct {
			got  cow.Map[int, int]
			want map[int]int
		}
		versions := []version{{want: map[int]int{}}}
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				last := versions[len(versions)-1]
				k, v := rapid.IntRange(0, 40).Draw(t, "key"), rapid.Int().Draw(t, "value")
				want := clone(last.want)
				want[k] = v
				versions = append(versions, version{last.got.With(k, v), want})
			},
			"delete": func(t *rapid.T) {
				last := versions[len(versions)-1]
				k := rapid.IntRange(0, 40).Draw(t, "key")
				want := clone(last.want)
				delete(want, k)
				versions = append(versions, version{last.got.Without(k), want})
			},
			"": func(t *rapid.T) {
				for i, v := range versions {
					if v.got.Len() != len(v.want) {
						t.Fatalf("version %d has %d keys, want %d", i, v.got.Len(), len(v.want))
					}
					for k, got := range v.got.All() {
						if want, ok := v.want[k]; !ok || want != got {
							t.Fatalf("version %d: [%d] = %d, want %d, %t", i, k, got, want, ok)
						}
					}
				}
			},
		})
	})
}

func clone(m map[int]int) map[int]int {
	c := make(map[int]int, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}
