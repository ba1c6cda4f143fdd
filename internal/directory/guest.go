package directory

import (
	"net/url"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Values of User.UserType, as Graph writes them. "" means Member.
const (
	TypeMember = "Member"
	TypeGuest  = "Guest"
)

// The states of a guest's invitation, as Graph writes them.
const (
	PendingAcceptance = "PendingAcceptance"
	Accepted          = "Accepted"
)

// guestMark is part of the user principal names of guests, as in Entra.
const guestMark = "#EXT#"

// Guest holds the properties of a guest user.
type Guest struct {
	// Address is the e-mail address that was invited, with which the guest signs in. It is unique in a tenant.
	Address string    `json:"address"`
	State   string    `json:"state"`
	StateAt time.Time `json:"stateAt"`
	// Inviter is the object id of the inviter.
	Inviter string `json:"inviter"`
	// Redirect is where the guest continues after accepting; "" for nowhere.
	Redirect string `json:"redirect,omitempty"`
}

// IsGuest reports whether the user is a guest, who has fewer permissions than a member.
func (u *User) IsGuest() bool { return u.UserType == TypeGuest }

// IsNamed reports whether the user can sign in with name.
func (u *User) IsNamed(name string) bool {
	return ascii.EqualFold(name, u.UserPrincipalName) || u.Guest != nil && ascii.EqualFold(name, u.Guest.Address)
}

// Accept records that a guest has accepted the invitation.
func (u *User) Accept(at time.Time) {
	if u.Guest != nil && u.Guest.State != Accepted {
		u.Guest.State, u.Guest.StateAt = Accepted, at
	}
}

// Invite is a request to invite a guest.
type Invite struct {
	Tenant      string
	ID          string // of the guest, if no user has the address yet
	Address     string
	DisplayName string // "" means the local part of the address
	UserType    string // "" means Guest
	Redirect    string
	Inviter     string      // object id
	Link        *Invitation // the link with which the guest accepts
	At          time.Time
}

// InviteGuest creates a guest who can accept with a link, or replaces the link of a guest who has not accepted yet. It does
// not change a guest who has accepted, and returns linked as false: an invitation cannot take over an account.
//
// Whoever has a link chooses how the guest signs in. So only the first inviter may create another link, while the guest has
// no directory role, and callers who may set the guest's password. For others it fails with fault.Denied. It fails with
// fault.Invalid for an invalid address or redirect.
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
		// The error is the same whether or not the user exists, because the inviter may be a guest, who cannot read the directory.
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

// mayInviteAgain rejects a caller who may not create another link for a guest.
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

// splitAddress splits an e-mail address into local part and domain. It accepts addresses that can be part of a user principal
// name, and fails with fault.Invalid for all others.
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

// goesOn reports whether a browser may be redirected to an address after an invitation.
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

// Who may invite guests without a role or permission for it: the values of Graph's authorizationPolicy.
const (
	InvitesFromNobody   = "none"
	InvitesFromInviters = "adminsAndGuestInviters"
	InvitesFromMembers  = "adminsGuestInvitersAndAllMembers"
	InvitesFromEveryone = "everyone"
)

// InvitesFrom returns who may invite guests. The default is everyone, as in Entra.
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

// invites answers whether caller may invite guests by the tenant's policy. decided is false if roles and permissions decide.
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
