package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// page is the accessibility tree of a page at one moment.
type page struct {
	url   string
	title string
	parts []part
}

// part is one element of the page.
type part struct {
	role, name, value string
	protected         bool // password field
	id                cdp.BackendNodeID
	node, parent      accessibility.NodeID
}

// look reads the page.
func look(ctx context.Context) (*page, error) {
	p := &page{}
	var err error
	if p.url, err = chromedp.Run(ctx, chromedp.Location()); err != nil {
		return nil, err
	}
	if p.title, err = chromedp.Run(ctx, chromedp.Title()); err != nil {
		return nil, err
	}
	tree, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (accessibility.GetFullAXTreeResult, error) {
		return cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	})
	if err != nil {
		return nil, err
	}
	for _, n := range tree.Nodes {
		x := part{role: text(n.Role), name: text(n.Name), value: text(n.Value), id: n.BackendDOMNodeID, node: n.NodeID, parent: n.ParentID}
		if n.Ignored {
			x = part{node: n.NodeID, parent: n.ParentID} // ignored by assistive technology, but contains others
		}
		x.protected = x.role == "textbox" && isPassword(ctx, x.id)
		p.parts = append(p.parts, x)
	}
	return p, nil
}

// isPassword checks the element itself, because the accessibility tree shows a password field only by its masked value.
func isPassword(ctx context.Context, id cdp.BackendNodeID) bool {
	node, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (dom.DescribeNodeResult, error) {
		return cdp.Call(ctx, t, dom.DescribeNode, dom.DescribeNodeParams{BackendNodeID: id})
	})
	if err != nil || node.Node == nil {
		return false
	}
	attributes := node.Node.Attributes
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i] == "type" && attributes[i+1] == "password" {
			return true
		}
	}
	return false
}

func text(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var s any
	if json.Unmarshal([]byte(v.Value), &s) != nil || s == nil {
		return ""
	}
	return strings.TrimSpace(fmt.Sprint(s))
}

// find returns the first part with the role whose name matches, or nil.
func (p *page) find(role string, name *regexp.Regexp) *part {
	for i, x := range p.parts {
		if x.role == role && name.MatchString(x.name) {
			return &p.parts[i]
		}
	}
	return nil
}

// alert returns the text of the page's alert, or "".
func (p *page) alert() string {
	for _, x := range p.parts {
		if x.role != "alert" {
			continue
		}
		if words := p.within(x.node); words != "" {
			return words
		}
	}
	return ""
}

// within returns the text inside a part.
func (p *page) within(node accessibility.NodeID) string {
	inside := map[accessibility.NodeID]bool{node: true}
	var words []string
	for _, x := range p.parts { // parents precede their children
		if !inside[x.parent] {
			continue
		}
		inside[x.node] = true
		if x.role == "StaticText" {
			words = append(words, x.name)
		}
	}
	return strings.Join(words, " ")
}

// words returns the page's text in reading order.
func (p *page) words() string {
	var words []string
	for _, x := range p.parts {
		if x.role == "StaticText" {
			words = append(words, x.name)
		}
	}
	return strings.Join(words, " ")
}

func (p *page) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%q\n", p.url, p.title)
	for _, x := range p.parts {
		if x.name == "" && x.role != "textbox" || x.role == "InlineTextBox" {
			continue
		}
		fmt.Fprintf(&b, "%s %q", x.role, x.name)
		if x.protected {
			b.WriteString(" (password)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// write types text into a field as a user does: focus, select all, type.
func write(ctx context.Context, x *part, s string) error {
	if err := focus(ctx, x); err != nil {
		return err
	}
	if x.value != "" {
		for range []rune(x.value) {
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.End+kb.Backspace)); err != nil {
				return err
			}
		}
	}
	return chromedp.Do(ctx, chromedp.KeyEvent(s))
}

// press focuses a button or link, presses Enter, and waits for the next page.
func press(ctx context.Context, x *part) error {
	if err := focus(ctx, x); err != nil {
		return err
	}
	_, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
	return err
}

func focus(ctx context.Context, x *part) error {
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, dom.Focus, dom.FocusParams{BackendNodeID: x.id})
		if err != nil {
			return fmt.Errorf("the %s %q takes no focus: %w", x.role, x.name, err)
		}
		return nil
	}))
}
