package upstream

import (
	"slices"
	"sync"
)

// How many responses are stored, and how many bytes of them. The oldest are dropped first.
const (
	maxKept      = 1000
	maxKeptBytes = 64 << 20
)

// keptResponses are the stored responses. They are lost when the process ends.
type keptResponses struct {
	mu    sync.Mutex
	byID  map[string]keptResponse
	order []string
	bytes int
}

type keptResponse struct {
	text         []byte
	conversation []message // including the response
}

func (k *keptResponses) put(w *responsesWhole, conversation []message) error {
	text, err := encode(w)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byID == nil {
		k.byID = map[string]keptResponse{}
	}
	kept := keptResponse{text, conversation}
	k.byID[w.ID] = kept
	k.order = append(k.order, w.ID)
	k.bytes += kept.size()
	for len(k.order) > maxKept || k.bytes > maxKeptBytes {
		k.drop(k.order[0])
	}
	return nil
}

// size returns the approximate size of the response in memory.
func (r keptResponse) size() int {
	n := len(r.text)
	for _, m := range r.conversation {
		n += len(m.Role) + len(m.Content)
	}
	return n
}

func (k *keptResponses) drop(id string) {
	if found, ok := k.byID[id]; ok {
		k.bytes -= found.size()
		delete(k.byID, id)
		k.order = slices.DeleteFunc(k.order, func(one string) bool { return one == id })
	}
}

func (k *keptResponses) find(id string) (keptResponse, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found, ok := k.byID[id]
	return found, ok
}

func (k *keptResponses) remove(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.drop(id)
}
