package template

import (
	"context"

	"keyless.dev/keyless/internal/fault"
)

// Limits of templates. The first five are Azure's own; the others protect the server's time and memory from a hostile template.
const (
	MaxBody       = 4 << 20 // bytes of a request, and of an evaluated resource
	MaxParameters = 256
	MaxVariables  = 512
	MaxOutputs    = 64
	MaxResources  = 800       // in one deployment including nested ones and copies
	MaxExpression = 24_576    // characters of one expression
	MaxDepth      = 100       // nesting of JSON, of an expression, and of evaluation
	MaxNesting    = 5         // nested deployments
	MaxSteps      = 2_000_000 // of evaluation: nodes, and items that functions process
	MaxMade       = 64 << 20  // bytes that all expressions of a deployment allocate
)

// invalid is Azure's error for a template that can never be deployed.
func invalid(format string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "InvalidTemplate", format, args...)
}

// meter measures the cost of an evaluation.
type meter struct {
	ctx         context.Context
	steps, made int
}

// step counts one evaluated node.
func (m *meter) step() error { return m.work(1) }

// work counts steps, and checks the deadline.
func (m *meter) work(steps int) error {
	before := m.steps / 1024
	if m.steps += steps; m.steps > MaxSteps {
		return invalid("The template is too complex: its expressions take more than %d steps.", MaxSteps)
	}
	if m.steps/1024 != before && m.ctx.Err() != nil {
		return fault.New(fault.Timeout, "DeploymentTimeout", "The deployment took longer than it may.").Because(m.ctx.Err())
	}
	return nil
}

// look counts the items of arguments that a function is about to process.
func (m *meter) look(args []any) error {
	items := 0
	for _, arg := range args {
		switch arg := arg.(type) {
		case []any:
			items += len(arg)
		case map[string]any:
			items += len(arg)
		case string:
			items += len(arg) / 64
		}
	}
	return m.work(items)
}

// make counts the bytes of a value that a function is about to allocate.
func (m *meter) make(size int) error {
	if size < 0 || size > MaxMade || m.made > MaxMade-size {
		return invalid("The template is too complex: its expressions make more than %d MiB.", MaxMade>>20)
	}
	m.made += size
	return nil
}
