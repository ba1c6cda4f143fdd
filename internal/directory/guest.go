package directory

import (
	"net/url"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Values of User.UserType, as Graph writes them. "" is Member.
const (
	TypeMember = "Member"
	TypeGuest  = "Guest"
)

// The states of a guest's invitation, as Graph writes them.
const (
	PendingAcceptance = "PendingAcceptance"
	Accepted          = "Accepted"
)

// guestMark stands in the user principal names of guests, as in Entra.
const guestMark = "#EXT#"

// Guest is what a user has who was invited from outside of the tenant.
type Guest struct {
	// Address is the e-mail address that was invited. The person signs in with it. No two guests of a tenant have the same.
	Address string    `json:"address"`
	State   string    `json:"state"`
	StateAt time.Time `json:"stateAt"`
	// Inviter is the object id of who made the invitation.
	Inviter string `json:"inviter"`
	// Redirect is where the person goes on to after they accepted; "" is nowhere.
	Redirect string `json:"redirect,omitempty"`
}

// IsGuest reports whether the user is a guest, who may do less than a member.
func (u *User) IsGuest() bool { return u.UserType == TypeGuest }

// IsNamed reports whether a person may type name to sign in as the user.
func (u *User) IsNamed(name string) bool {
	return ascii.EqualFold(name, u.UserPrincipalName) || u.Guest != nil && ascii.EqualFold(name, u.Guest.Address)
}

// Accept notes that a guest accepted their invitation.
func (u *User) Accept(at time.Time) {
	if u.Guest != nil && u.Guest.State != Accepted {
		u.Guest.State, u.Guest.StateAt = Accepted, at
	}
}

// Invite asks for a guest.
type Invite struct {
	Tenant      string
	ID          string // of the guest, if there is none of the address yet
	Address     string
	DisplayName string // "" is the part of the address before the @
	UserType    string // "" is Guest
	Redirect    string
	Inviter     string      // object id
	Link        *Invitation // by which the guest accepts
	At          time.Time
}

// InviteGuest makes a guest who can accept by a link, or gives one who has not accepted yet a new link in the place of the
// old one. Of a guest who has accepted nothing is changed, and linked is false: an invitation takes over no account.
//
// A link lets whoever has it choose how the guest signs in. So a second one is for the first inviter alone, as long as the
// guest has no directory role, and for who may set the guest's password. It fails with fault.Denied for others, and with
// fault.Invalid for an address or redirect that cannot be meant.
func InviteGuest(w Writer, i Invite) (guest *User, linked bool, err error) {
	tenant, err := TenantByID(w, i.Tenant)
	if err != nil {
		return nil, false, err
	}
	local, domain, err := splitAddress(i.Address)
	if err != nil {
		return nil, false, err
	}
	for _, own := range append([]string{tenant.DefaultDomain}, tenant.Domains...) {
		// The answer is the same whether there is such a user: an inviter may be a guest, who reads no directory.
		if ascii.EqualFold(own, domain) {
			return nil, false, bad("The address '%s' cannot be invited: %s is a domain of this organization. People of the organization are users, not guests.", i.Address, own)
		}
	}
	if !goesOn(i.Redirect) {
		return nil, false, bad("Invalid value specified for property 'inviteRedirectUrl' of resource 'Invitation': it is an https address, or an http one of localhost.")
	}
	there, err := FindByKey[*User](w, i.Tenant, i.Address)
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return nil, false, err
	case there.Guest == nil || !ascii.EqualFold(there.Guest.Address, i.Address):
		return nil, false, bad("The address '%s' cannot be invited: it is the name of a user of this organization.", i.Address)
	case there.Guest.State == Accepted:
		return there, false, nil
	default:
		if err := mayInviteAgain(w, i, there); err != nil {
			return nil, false, err
		}
		guest, err = Update(w, i.Tenant, there.ID, func(u *User) error {
			u.Invitation, u.Guest.Redirect = i.Link, i.Redirect
			return nil
		})
		return guest, true, err
	}
	guest = &User{
		Header:            Header{Tenant: i.Tenant, ID: i.ID, DisplayName: i.DisplayName},
		UserPrincipalName: local + "_" + domain + guestMark + "@" + tenant.DefaultDomain,
		Mail:              i.Address, MailNickname: (local + "_" + domain + guestMark)[:min(len(local)+1+len(domain)+len(guestMark), maxNickname)],
		AccountEnabled: true, UserType: i.UserType, Invitation: i.Link,
		Guest: &Guest{Address: i.Address, State: PendingAcceptance, StateAt: i.At, Inviter: i.Inviter, Redirect: i.Redirect},
	}
	if guest.DisplayName == "" {
		guest.DisplayName = local
	}
	if guest.UserType == "" {
		guest.UserType = TypeGuest
	}
	return guest, true, Create(w, guest, i.At)
}

// mayInviteAgain refuses a new link for a guest to who could not have one.
func mayInviteAgain(r Reader, i Invite, guest *User) error {
	answer, err := May(r, Ask{Tenant: i.Tenant, Caller: i.Inviter, Action: resetPassword, Target: guest.ID})
	if err != nil || answer.Allowed {
		return err
	}
	held, err := RolesOf(r, i.Tenant, guest.ID)
	if err != nil || len(held) == 0 && ascii.EqualFold(guest.Guest.Inviter, i.Inviter) {
		return err
	}
	return fault.New(fault.Denied, "Authorization_RequestDenied",
		"The address '%s' was invited by somebody else, and the invitation is open. Only they, or an administrator who may set its password, can make a new link.", i.Address)
}

// splitAddress splits an e-mail address into what stands before the @, and the domain. It takes those that can stand in a
// user principal name, and fails with fault.Invalid for all else.
func splitAddress(address string) (local, domain string, err error) {
	at := strings.LastIndexByte(address, '@')
	refuse := func() (string, string, error) {
		return "", "", bad("Invalid value specified for property 'invitedUserEmailAddress' of resource 'Invitation'.")
	}
	if at <= 0 || at == len(address)-1 {
		return refuse()
	}
	local, domain = address[:at], address[at+1:]
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	if strings.Trim(local, letters+".!$&'*+-=^_~") != "" || len(local) > 64 || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return refuse()
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, letters+"-") != "" || label[0] == '-' || label[len(label)-1] == '-' {
			return refuse()
		}
	}
	if len(labels) < 2 || len(domain) > 253 {
		return refuse()
	}
	return local, domain, nil
}

// goesOn reports whether a browser may be sent to an address after an invitation.
func goesOn(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || len(address) > maxValue || text("inviteRedirectUrl", address, maxValue) != nil || strings.ContainsAny(address, `\"<> `) {
		return false
	}
	switch host := u.Hostname(); u.Scheme {
	case "https":
		return true
	case "http":
		return host == "localhost" || host == "127.0.0.1" || host == "::1"
	}
	return false
}

// Who may invite guests besides those with a role or permission for it, as Graph's authorizationPolicy writes it.
const (
	InvitesFromNobody   = "none"
	InvitesFromInviters = "adminsAndGuestInviters"
	InvitesFromMembers  = "adminsGuestInvitersAndAllMembers"
	InvitesFromEveryone = "everyone"
)

// InvitesFrom is who may invite guests: as in Entra everyone, unless something else was set.
func (t *Tenant) InvitesFrom() string {
	if t.AllowInvitesFrom == "" {
		return InvitesFromEveryone
	}
	return t.AllowInvitesFrom
}

// SetInvitesFrom sets who may invite guests.
func SetInvitesFrom(w Writer, tenant, from string) error {
	switch from {
	case InvitesFromNobody, InvitesFromInviters, InvitesFromMembers, InvitesFromEveryone:
	default:
		return bad("Invalid value specified for property 'allowInvitesFrom' of resource 'AuthorizationPolicy'.")
	}
	t, err := TenantByID(w, tenant)
	if err != nil {
		return err
	}
	t.AllowInvitesFrom = from
	return w.PutTenant(t)
}

// invites decides the action of inviting a guest as far as the tenant's policy decides it; decided is false where roles
// and permissions do.
func invites(r Reader, tenant string, caller Object) (answer Answer, decided bool, err error) {
	t, err := TenantByID(r, tenant)
	if err != nil {
		return Answer{}, true, err
	}
	u, isUser := caller.(*User)
	switch from := t.InvitesFrom(); {
	case from == InvitesFromNobody:
		return Answer{Because: "the tenant's authorization policy lets nobody invite guests"}, true, nil
	case from == InvitesFromEveryone && isUser, from == InvitesFromMembers && isUser && !u.IsGuest():
		return Answer{true, "the tenant's authorization policy lets " + from + " invite guests"}, true, nil
	}
	return Answer{}, false, nil
}
