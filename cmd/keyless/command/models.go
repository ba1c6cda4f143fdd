package command

import (
	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/upstream"
)

// modelOptions are the flags about model responses.
type modelOptions struct {
	Script      string  `help:"YAML file with replies of the built-in model. Changes of the file apply to the next call." type:"existingfile" placeholder:"FILE"`
	Record      string  `help:"Record the upstream's responses, without secrets, in this folder." type:"path" placeholder:"DIR"`
	Replay      string  `help:"Respond from the recordings in this folder instead of an upstream." type:"existingdir" placeholder:"DIR"`
	ReplaySpeed float64 `default:"1" help:"Speed factor of the replay; 0 replays without delays." placeholder:"N"`
}

func (o *modelOptions) apply(config *app.Config) error {
	config.Record, config.Replay, config.ReplaySpeed = o.Record, o.Replay, o.ReplaySpeed
	switch {
	case o.Record != "" && o.Replay != "":
		return misused("--record calls the upstream and --replay replaces it: specify only one of them")
	case o.Record != "" && len(config.Upstreams) == 0:
		return misused("--record needs an upstream to record: name it with --upstream")
	case o.Replay != "" && len(config.Upstreams) > 0:
		return misused("--replay replaces the upstream: omit --upstream")
	case !(o.ReplaySpeed >= 0):
		return misused("--replay-speed is 0 or above, not %v", o.ReplaySpeed)
	}
	if o.Script == "" {
		return nil
	}
	var err error
	config.Script, err = upstream.OpenScript(o.Script)
	return err
}
