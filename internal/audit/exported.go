package audit

import "strconv"

// Exported is a record as it leaves for a collector, a file or standard output. Each replica exports what it recorded itself,
// so that each record leaves once.
type Exported struct {
	// AuditID is unique to the record: the id of the request, which a change extends by its position, since one request can
	// make many changes.
	AuditID string `json:"auditId"`
	Record
}

// Export returns the record as it is exported.
func (r Record) Export() Exported {
	e := Exported{r.ID, r}
	if r.Kind == Change {
		e.AuditID = r.ID + "/" + strconv.FormatInt(r.Seq, 10)
	}
	e.Seq = 0 // allowed calls have no position yet
	return e
}
