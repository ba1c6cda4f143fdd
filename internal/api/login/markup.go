package login

import (
	_ "embed" // for the style and the scripts
	"io"
	"net/url"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Pages are built in Go and not with html/template, which looks up methods by name and so keeps every exported method of the
// program in the binary (docs/adr/0051). gomponents escapes texts and attributes.

//go:embed pages/style.css
var styleText string

//go:embed pages/passkey.js
var passkeyText string

//go:embed pages/submit.js
var submitText string

// write writes the page.
func (v *view) write(w io.Writer) error {
	title := v.Title
	if v.Alert != "" {
		title = "Error: " + title
	}
	pause := "0"
	if len(v.frames) > 0 {
		pause = "2"
	}
	return h.Doctype(h.HTML(h.Lang("en"),
		h.Head(
			h.Meta(h.Charset("utf-8")),
			h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
			h.Meta(h.Name("color-scheme"), h.Content("light dark")),
			h.Meta(h.Name("robots"), h.Content("noindex")),
			g.If(v.Next != "", h.Meta(g.Attr("http-equiv", "refresh"), h.Content(pause+"; url="+v.Next))),
			h.TitleEl(g.Text(title+" · keyless")),
			h.StyleEl(v.nonce(), g.Raw(styleText)),
		),
		h.Body(
			h.Main(h.Div(h.Class("card"),
				h.P(h.Class("brand"), g.Raw(logo), g.Text(" keyless"), g.If(v.Tenant != "", g.Group{g.Text(" "), h.Span(h.Class("tenant"), g.Text(v.Tenant))})),
				h.H1(h.ID("title"), g.Text(v.Title)),
				v.lead(),
				h.Div(h.Role("alert"), h.Aria("live", "assertive"), g.If(v.Alert != "", h.P(h.Class("alert"), h.ID("alert"), g.Text(v.Alert)))),
				v.card(),
			)),
			g.Map(v.frames, func(address string) g.Node {
				return h.IFrame(h.Src(webAddress(address)), g.Attr("hidden"), h.Title(""))
			}),
			g.If(v.Kind == "signin" || v.Kind == "second" || v.Kind == "security", h.Script(v.nonce(), g.Raw(passkeyText))),
		),
	)).Render(w)
}

const logo = `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><circle cx="8" cy="12" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12.5 12H21M18 12v3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`

func (v *view) nonce() g.Node { return g.Attr("nonce", v.Nonce) }

func (v *view) lead() g.Node {
	switch {
	case v.Lead != "":
		return leadText(g.Text(v.Lead))
	case v.App != "" && (v.Kind == "signin" || v.Kind == "choose"):
		return leadText(g.Text("to continue to "), h.Strong(g.Text(v.App)))
	}
	return nil
}

func leadText(nodes ...g.Node) g.Node { return h.P(h.Class("lead"), g.Group(nodes)) }

// card returns the part that differs from page to page.
func (v *view) card() g.Node {
	switch v.Kind {
	case "signin":
		return v.signInCard()
	case "change":
		return v.changeCard()
	case "invitation":
		return v.invitationCard()
	case "consent":
		return v.consentCard()
	case "second":
		return v.secondCard()
	case "security":
		return v.securityCard()
	case "choose":
		return v.chooseCard()
	case "code":
		return v.codeCard()
	case "confirm":
		return v.confirmCard()
	case "post":
		return v.postCard()
	case "go":
		return g.Group{v.goingBack("link"), buttons(h.A(h.Class("button"), h.ID("continue"), h.Href(webAddress(v.Next)), g.Text("Continue")))}
	}
	if len(v.Facts) == 0 {
		return nil
	}
	return h.Dl(g.Map(v.Facts, func(f field) g.Node { return fact(f.Name, f.Value) }))
}

func (v *view) signInCard() g.Node {
	return v.form(true,
		g.If(v.Typed, hidden("typed", "1")),
		h.Label(h.For("i0116"), g.Text("User name")),
		v.userName(h.Placeholder("someone@example.com"), h.Value(v.User), h.Aria("required", "true"), v.wrong("user"), g.If(!v.Typed, h.AutoFocus())),
		h.Label(h.For("i0118"), g.Text("Password")),
		v.password("i0118", "passwd", "current-password", "password", v.Typed),
		passkeyFields(),
		buttons(
			submit(h.ID("idSIButton9"), "signin", "Sign in"),
			h.Button(h.Class("quiet"), h.ID("usePasskey"), h.Name("action"), h.Value("passkey"), h.Type("button"), g.Attr("hidden"), g.Text("Sign in with a passkey")),
			cancel(),
		),
		g.If(len(v.People) > 0, g.Group{
			h.P(h.Class("or"), h.ID("pick"), g.Text("or, on this developer server, as")),
			h.Div(h.Class("people"), h.Role("group"), h.Aria("labelledby", "pick"), g.Map(v.People, func(name string) g.Node {
				return h.Button(h.Class("account"), h.Name("pick"), h.Value(name), h.Type("submit"), g.Text(name))
			})),
		}),
	)
}

func (v *view) changeCard() g.Node {
	return v.form(true,
		h.Label(h.For("i0116"), g.Text("User name")),
		v.userName(h.Value(v.User), h.ReadOnly()),
		h.Label(h.For("i0118"), g.Text("Present password")),
		v.password("i0118", "passwd", "current-password", "password", true),
		h.Label(h.For("newPassword"), g.Text("New password")),
		v.password("newPassword", "newpasswd", "new-password", "new", false),
		h.Label(h.For("confirmNewPassword"), g.Text("New password again")),
		v.password("confirmNewPassword", "confirmpasswd", "new-password", "new", false),
		buttons(submit(h.ID("idSIButton9"), "change", "Change and sign in"), cancel()),
	)
}

func (v *view) invitationCard() g.Node {
	return v.form(true,
		h.Label(h.For("i0116"), g.Text("User name")),
		h.Input(h.ID("i0116"), h.Name("loginfmt"), h.Type("text"), h.AutoComplete("username"), h.MaxLength("256"), h.Value(v.User), h.ReadOnly()),
		h.Label(h.For("newPassword"), g.Text("Password")),
		v.password("newPassword", "newpasswd", "new-password", "new", true),
		h.Label(h.For("confirmNewPassword"), g.Text("Password again")),
		v.password("confirmNewPassword", "confirmpasswd", "new-password", "new", false),
		buttons(
			submit(h.ID("idSIButton9"), "password", "Set the password"),
			submit(h.ID("passkeyInstead"), "passkey", "Use a passkey instead", h.Class("quiet")),
		),
	)
}

func (v *view) consentCard() g.Node {
	return g.Group{
		h.Dl(v.account(), g.Map(v.Facts, func(f field) g.Node { return fact(f.Value, f.Name) })),
		v.form(false,
			hidden("agree", "1"),
			g.If(v.Everyone, h.Label(h.Class("check"), h.For("everyone"),
				h.Input(h.Type("checkbox"), h.Name("everyone"), h.Value("1"), h.AutoComplete("off"), h.ID("everyone")), g.Text(" Agree for everyone in the organization"))),
			buttons(submit(h.ID("idSIButton9"), "continue", "Accept", h.AutoFocus()), cancel()),
		),
	}
}

func (v *view) secondCard() g.Node {
	return v.form(false,
		passkeyFields(), hidden("loginfmt", v.User),
		buttons(
			h.Button(h.ID("usePasskey"), h.Name("action"), h.Value("passkey"), h.Type("button"), h.Data("ask", v.Ask), g.Attr("hidden"), g.Text("Use your passkey")),
			cancel(),
		),
		needsScript(),
	)
}

func (v *view) securityCard() g.Node {
	second := submit(h.ID("secondStep"), "secondOn", "Ask for it after the password", h.Class("quiet"))
	if v.Second {
		second = submit(h.ID("secondStep"), "secondOff", "Stop asking for it after the password", h.Class("quiet"))
	}
	return g.Group{
		leadText(g.Text(v.Name + " (" + v.User + ")")),
		v.form(false,
			passkeyFields(),
			g.If(len(v.Keys) == 0, leadText(g.Text("You have no passkey yet. With one you sign in with your device instead of a password."))),
			g.Group(v.ownKeys()),
			h.Label(h.For("keyname"), g.Text("Name of the new passkey")),
			h.Input(h.ID("keyname"), h.Name("keyname"), h.Type("text"), h.AutoComplete("off"), h.MaxLength("64"), h.Value("")),
			buttons(
				g.If(v.Ask != "", h.Button(h.ID("usePasskey"), h.Name("action"), h.Value("add"), h.Type("button"), h.Data("create", "1"), h.Data("ask", v.Ask), g.Attr("hidden"), g.Text("Add a passkey"))),
				g.If(len(v.Keys) > 0, second),
				submit(nil, "signout", "Sign out", h.Class("quiet")),
			),
			needsScript(),
		),
		g.If(v.Onward != "", h.P(g.Text("Your invitation leads on to "),
			h.A(h.ID("onward"), h.Href(webAddress(v.Onward)), h.Rel("noreferrer"), g.Text(v.Onward)))),
	}
}

func (v *view) ownKeys() []g.Node {
	var all []g.Node
	for _, key := range v.Keys {
		all = append(all, h.P(g.Text(key.Name+" "), h.Button(h.Class("quiet"), h.Name("remove"), h.Value(key.ID), h.Type("submit"), h.Aria("label", "Remove "+key.Name), g.Text("Remove"))))
	}
	return all
}

func (v *view) chooseCard() g.Node {
	return v.form(false,
		h.Button(h.Class("account"), h.ID("idSIButton9"), h.Name("action"), h.Value("continue"), h.Type("submit"), h.AutoFocus(), h.Strong(g.Text(v.Name)), h.Span(g.Text(v.User))),
		h.Button(h.Class("account"), h.ID("otherTile"), h.Name("action"), h.Value("other"), h.Type("submit"), g.Text("Use another account")),
		buttons(cancel()),
	)
}

func (v *view) codeCard() g.Node {
	return v.form(true,
		h.Label(h.For("otc"), g.Text("Code")),
		h.Input(h.ID("otc"), h.Name("otc"), h.Type("text"), h.Class("code"), h.AutoComplete("off"), g.Attr("autocapitalize", "characters"), g.Attr("autocorrect", "off"),
			g.Attr("spellcheck", "false"), h.MaxLength("16"), h.Value(v.Code), h.Aria("required", "true"), v.wrong("code"), h.AutoFocus()),
		buttons(submit(h.ID("idSIButton9"), "code", "Next")),
	)
}

func (v *view) confirmCard() g.Node {
	return g.Group{
		leadText(g.Text("Continue only if you started this sign-in yourself, and your device shows the code "), h.Strong(h.Class("code"), g.Text(v.Code)),
			g.Text(". If somebody sent you the code, cancel: they would get into your account.")),
		h.Dl(v.account(), fact("Application", v.App)),
		v.form(false, buttons(
			submit(h.ID("idSIButton9"), "continue", "Continue", h.AutoFocus()),
			cancel(),
			h.Button(h.Class("quiet"), h.ID("otherTile"), h.Name("action"), h.Value("other"), h.Type("submit"), g.Text("Use another account")),
		)),
	}
}

func (v *view) postCard() g.Node {
	return g.Group{
		h.Form(h.Method("post"), h.Action(webAddress(v.Action)), h.ID("answer"),
			v.hiddenFields(), v.goingBack("button"), buttons(h.Button(h.Type("submit"), h.AutoFocus(), g.Text("Continue")))),
		h.Script(v.nonce(), g.Raw(submitText)),
	}
}

func (v *view) goingBack(by string) g.Node {
	return leadText(g.Text("Your browser goes back to "), h.Strong(g.Text(v.App)), g.Text(" by itself. If it does not, use the "+by+"."))
}

// form returns a form of this host, with its hidden fields and the canary.
func (v *view) form(ownChecks bool, nodes ...g.Node) g.Node {
	return h.Form(h.Method("post"), h.Action(webAddress(v.Action)), h.Aria("labelledby", "title"), g.If(ownChecks, g.Attr("novalidate")),
		hidden("canary", v.Canary), v.hiddenFields(), g.Group(nodes))
}

func (v *view) hiddenFields() g.Node {
	return g.Map(v.Fields, func(f field) g.Node { return hidden(f.Name, f.Value) })
}

func hidden(name, value string) g.Node {
	return h.Input(h.Type("hidden"), h.Name(name), h.Value(value))
}

func passkeyFields() g.Node { return g.Group{hidden("passkeyid", ""), hidden("passkey", "")} }

func (v *view) userName(more ...g.Node) g.Node {
	return h.Input(h.ID("i0116"), h.Name("loginfmt"), h.Type("text"), g.Attr("inputmode", "email"), h.AutoComplete("username"), g.Attr("autocapitalize", "none"),
		g.Attr("autocorrect", "off"), g.Attr("spellcheck", "false"), h.MaxLength("256"), g.Group(more))
}

func (v *view) password(id, name, kind, bad string, focus bool) g.Node {
	return h.Input(h.ID(id), h.Name(name), h.Type("password"), h.AutoComplete(kind), h.MaxLength("256"), h.Aria("required", "true"), v.wrong(bad), g.If(focus, h.AutoFocus()))
}

// wrong marks the field that the alert is about.
func (v *view) wrong(name string) g.Node {
	return g.If(v.Bad == name, g.Group{h.Aria("invalid", "true"), h.Aria("describedby", "alert")})
}

func (v *view) account() g.Node { return fact("Account", v.Name+" ("+v.User+")") }

func fact(name, value string) g.Node { return g.Group{h.Dt(g.Text(name)), h.Dd(g.Text(value))} }

func buttons(nodes ...g.Node) g.Node { return h.Div(h.Class("buttons"), g.Group(nodes)) }

func submit(id g.Node, action, text string, more ...g.Node) g.Node {
	return h.Button(id, h.Name("action"), h.Value(action), h.Type("submit"), g.Group(more), g.Text(text))
}

func cancel() g.Node { return submit(nil, "cancel", "Cancel", h.Class("quiet")) }

func needsScript() g.Node {
	return h.NoScript(h.P(h.Class("alert"), g.Text("Passkeys need JavaScript: allow it for this page.")))
}

// webAddress returns an address that is safe in a link, a form or a frame: a path of this host or an http or https URL.
// Anything else, such as a javascript: URL, becomes "#".
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return "#"
	}
	if u.Scheme == "" && !strings.HasPrefix(address, "/") && address != "" {
		return "#"
	}
	return address
}
