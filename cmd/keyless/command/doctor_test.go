package command

import (
	"bytes"
	"testing"

	"keyless.dev/keyless/internal/doctor"
)

func TestDoctorPrintsStepsAndWhatToType(t *testing.T) {
	steps := []doctor.Step{{Name: "endpoint", State: "ok", Said: "good"}, {Name: "call", State: "wrong", Said: "401"}}
	finding := &doctor.Finding{Code: "role", Sentence: "No role.", Type: []string{"az role"}, Hint: "Why."}
	for _, row := range []struct {
		because string
		report  doctor.Report
		want    string
	}{
		{"the call works", doctor.Report{Endpoint: "https://x.test", Steps: steps[:1]}, "ok       endpoint      good\n\nNothing is wrong: the call works.\n"},
		{"no server runs", doctor.Report{Steps: steps[:1]}, "ok       endpoint      good\n\nNothing is missing, but no server is running.\nType:\n  keyless up\n"},
		{"a role is missing", doctor.Report{Endpoint: "https://x.test", Steps: steps, Finding: finding}, "ok       endpoint      good\nWRONG    call          401\n\nNo role.\nType:\n  az role\nWhy.\n"},
	} {
		var out bytes.Buffer
		(&Session{Out: &out, Plain: true}).printDiagnosis(&row.report)
		if out.String() != row.want {
			t.Errorf("%s: got\n%s\nwant\n%s", row.because, out.String(), row.want)
		}
	}
}
