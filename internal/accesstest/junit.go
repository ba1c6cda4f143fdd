package accesstest

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The members of JUnit's XML, as CI systems read it.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
		seconds  float64
	}
	junitCase struct {
		Name    string     `xml:"name,attr"`
		Class   string     `xml:"classname,attr"`
		File    string     `xml:"file,attr"`
		Line    int        `xml:"line,attr,omitempty"`
		Time    string     `xml:"time,attr"`
		Failure *junitText `xml:"failure"`
		Error   *junitText `xml:"error"`
	}
	junitText struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes results as JUnit XML, one suite a file.
func WriteJUnit(w io.Writer, results []*Result) error {
	all := junitSuites{Name: "keyless test"}
	at := map[string]int{}
	total := 0.0
	for _, r := range results {
		i, known := at[r.File]
		if !known {
			i = len(all.Suites)
			at[r.File] = i
			all.Suites = append(all.Suites, junitSuite{Name: r.File})
		}
		s := &all.Suites[i]
		c := junitCase{Name: r.Name, Class: r.File, File: r.File, Line: r.Line, Time: seconds(r.Seconds)}
		switch r.Outcome {
		case Failed:
			s.Failures++
			all.Failures++
			c.Failure = &junitText{r.Difference(), "access", r.Difference() + "\n" + strings.Join(r.Reasons, "\n")}
		case Errored:
			s.Errors++
			all.Errors++
			c.Error = &junitText{r.Error, "error", r.Error}
		case Passed:
		}
		s.Tests++
		all.Tests++
		s.seconds += r.Seconds
		total += r.Seconds
		s.Time = seconds(s.seconds)
		s.Cases = append(s.Cases, c)
	}
	all.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(s float64) string { return fmt.Sprintf("%.3f", s) }

// Difference is how a failed test's answer differs from what was expected, in one line.
func (r *Result) Difference() string {
	because := ""
	if len(r.Reasons) > 0 {
		because = ": " + r.Reasons[0]
	}
	if r.Expect == r.Got {
		return fmt.Sprintf("expected %s because of %q, got %s%s", r.Expect, r.Because, r.Got, because)
	}
	return fmt.Sprintf("expected %s, got %s%s", r.Expect, r.Got, because)
}
