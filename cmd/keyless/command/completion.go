package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"keyless.dev/keyless/cmd/keyless/grammar"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help returns the text below the list of flags.
func (*completionCommand) Help() string {
	return `Examples:
  source <(keyless completion bash)           # in ~/.bashrc
  source <(keyless completion zsh)            # in ~/.zshrc, after compinit
  keyless completion fish > ~/.config/fish/completions/keyless.fish`
}

// Run prints the script.
func (c *completionCommand) Run(s *Session) error {
	words := completions(s.root, "")
	switch c.Shell {
	case "fish":
		return fishCompletion(s, words)
	case "zsh":
		fmt.Fprint(s.Out, "autoload -U +X bashcompinit && bashcompinit\n")
	}
	return bashCompletion(s, words)
}

// offer lists the possible next words after a command.
type offer struct {
	path  string // "token decode"; "" at the start
	verbs []word
	flags []word
}

type word struct{ word, help string }

func completions(c *cobra.Command, path string) []offer {
	o := offer{path: path, flags: []word{{"--help", "Show this help."}}}
	for _, f := range append(grammar.GlobalFlags(c), grammar.OwnFlags(c)...) {
		o.flags = append(o.flags, word{"--" + f.Name, f.Usage})
	}
	var below []offer
	for _, child := range c.Commands() {
		if child.Hidden {
			continue
		}
		o.verbs = append(o.verbs, word{child.Name(), child.Short})
		below = append(below, completions(child, strings.TrimSpace(path+" "+child.Name()))...)
	}
	return append([]offer{o}, below...)
}

// bashCompletion writes a script that finds the commands typed so far and offers the next words. After -- it offers
// files and commands.
func bashCompletion(s *Session, offers []offer) error {
	fmt.Fprint(s.Out, `_keyless() {
  local word path= offers= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    [[ $word == -- ]] && { COMPREPLY=($(compgen -c -f -- "${COMP_WORDS[COMP_CWORD]}")); return; }
    [[ $word == -* ]] || path="${path:+$path }$word"
  done
  case "$path" in
`)
	for _, o := range offers {
		var words []string
		for _, w := range append(o.verbs, o.flags...) {
			words = append(words, w.word)
		}
		pattern := `"` + o.path + `"`
		if o.path != "" && len(o.verbs) == 0 {
			pattern += `|"` + o.path + ` "*`
		}
		fmt.Fprintf(s.Out, "    %s) offers=\"%s\" ;;\n", pattern, strings.Join(words, " "))
	}
	_, err := fmt.Fprint(s.Out, `  esac
  COMPREPLY=($(compgen -W "$offers" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _keyless keyless
`)
	return err
}

func fishCompletion(s *Session, offers []offer) error {
	for _, o := range offers {
		condition := "__fish_use_subcommand"
		if o.path != "" {
			var seen []string
			for verb := range strings.FieldsSeq(o.path) {
				seen = append(seen, "__fish_seen_subcommand_from "+verb)
			}
			condition = strings.Join(seen, "; and ")
		}
		for _, v := range o.verbs {
			fmt.Fprintf(s.Out, "complete -c keyless -f -n %s -a %s -d %s\n", quoteFish(condition), v.word, quoteFish(v.help))
		}
		for _, f := range o.flags {
			fmt.Fprintf(s.Out, "complete -c keyless -n %s -l %s -d %s\n", quoteFish(condition), strings.TrimPrefix(f.word, "--"), quoteFish(f.help))
		}
	}
	return nil
}
