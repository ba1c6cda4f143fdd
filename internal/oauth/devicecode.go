package oauth

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// userCodeLetters omits vowels, so that codes do not spell words, and characters that look alike.
const (
	userCodeLetters = "BCDFGHJKLMNPQRSTVWXZ23456789"
	userCodeLength  = 9
)

// DeviceResponse is what the device code endpoint returns.
type DeviceResponse struct {
	UserCode   string
	DeviceCode string
	ExpiresIn  time.Duration
	Interval   time.Duration
}

// StartDevice implements the device code endpoint.
func (s *Server) StartDevice(ctx context.Context, req Request) (*DeviceResponse, error) {
	x := &exchange{server: s, req: req, now: s.Now()}
	if err := x.prove(ctx); err != nil {
		return nil, err
	}
	raw := secret()
	var d Device
	err := s.update(ctx, func(tx Tx) error {
		if err := x.identify(tx); err != nil {
			return err
		}
		if err := x.mayBePublic(); err != nil {
			return err
		}
		p, err := x.params("resource", "scope")
		if err != nil {
			return err
		}
		ask, err := x.scopes()
		if err != nil {
			return err
		}
		switch {
		case len(ask.raw) == 0 && ask.Resource == "":
			return Missing("scope")
		case len(p["scope"])+len(p["resource"]) > 8<<10:
			return aadsts(90015, invalidRequest, "The requested query string is too long: '%s'.", "scope")
		case !s.devices.allow(sender(req.IP), x.now):
			return tryAgain()
		}
		d = Device{Hash: Hash(raw), State: Pending, ExpiresAt: x.now.Add(deviceLifetime), Client: x.client.ID, Scope: p["scope"], Resource: p["resource"], V1: req.V1}
		if x.place.Tenant != nil {
			d.Tenant = x.place.Tenant.ID
		}
		return putDevice(tx, &d)
	})
	if err != nil {
		return nil, err
	}
	return &DeviceResponse{UserCode: d.UserCode, DeviceCode: raw, ExpiresIn: deviceLifetime, Interval: devicePoll}, nil
}

// putDevice stores a device code under a user code that is not in use.
func putDevice(tx Tx, d *Device) error {
	for range 5 {
		d.UserCode = userCode()
		if err := tx.PutDevice(*d); !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return tryAgain()
}

func tryAgain() error {
	return fault.New(fault.Unavailable, "temporarily_unavailable", "AADSTS90033: A transient error has occurred. Please try again.")
}

func userCode() string {
	code := make([]byte, userCodeLength)
	for i := range code {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(userCodeLetters)))) // crypto/rand.Reader does not fail
		code[i] = userCodeLetters[n.Int64()]
	}
	return string(code)
}

// device exchanges an approved device code for tokens.
func (x *exchange) device(ctx context.Context) (*Response, error) {
	p, err := x.params("device_code", "code")
	if err != nil {
		return nil, err
	}
	raw := p["device_code"]
	if raw == "" {
		raw = p["code"]
	}
	if raw == "" {
		return nil, Missing("device_code")
	}
	var prepared *issue
	err = x.server.update(ctx, func(tx Tx) error {
		if err := x.identify(tx); err != nil {
			return err
		}
		if err := x.mayBePublic(); err != nil {
			return err
		}
		d, ok, err := tx.UseDevice(Hash(raw), x.now)
		if err != nil {
			return err
		}
		if !ok {
			return x.waiting(tx, raw)
		}
		if !sameApp(d.Client, x.client.ID) {
			return badDeviceCode()
		}
		g, ok, err := tx.Grant(d.Grant)
		if err != nil {
			return err
		}
		if !ok {
			return badDeviceCode()
		}
		g.Proof = x.proof
		if err := tx.PutGrant(g); err != nil {
			return err
		}
		ask, err := readScopes(d.V1 || x.place.ADFS(), d.Resource, d.Scope)
		if err != nil {
			return err
		}
		prepared, err = x.forUser(tx, g, ask, "", ask.Offline)
		return err
	})
	if err != nil {
		return nil, err
	}
	return x.finish(prepared)
}

// waiting returns the error for a device code that cannot be redeemed.
func (x *exchange) waiting(tx Tx, raw string) error {
	// One second less than the interval, because a client's clock and the network are not exact.
	d, found, inTime, err := tx.PollDevice(Hash(raw), x.now, devicePoll-time.Second)
	switch {
	case err != nil:
		return err
	case !found || !sameApp(d.Client, x.client.ID):
		return badDeviceCode()
	case d.State == Redeemed:
		return codeAgain()
	case !x.now.Before(d.ExpiresAt):
		return aadsts(70020, "expired_token", "The provided value for the input parameter 'device_code' is not valid. This device code has expired.")
	case d.State == Declined:
		return aadsts(70018, "authorization_declined", "OAuth 2.0 device flow error. The end user has declined the authorization request.")
	case !inTime:
		return aadsts(70016, "slow_down", "OAuth 2.0 device flow error. The client polls too often. Wait %d seconds between two requests.", int(devicePoll.Seconds()))
	}
	return anyway{aadsts(70016, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling.")}
}

func badDeviceCode() error {
	return aadsts(70000, "bad_verification_code", "The provided value for the input parameter 'device_code' is not valid.")
}

// DeviceRequest is a pending device code, for the page on which a user approves or declines it.
type DeviceRequest struct {
	UserCode string
	Place    Place
	Client   *Client
	device   Device
}

// Asked returns the scope and resource that the device requested.
func (r *DeviceRequest) Asked() (v1 bool, resource, scope string) {
	return r.device.V1 || r.Place.ADFS(), r.device.Resource, r.device.Scope
}

// NormalUserCode returns a typed user code in the form that is stored: upper case, without spaces and dashes.
func NormalUserCode(typed string) string {
	return ascii.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, typed))
}

// FindDevice finds the pending device code with a user code. It fails with AADSTS70018 if there is none.
func (s *Server) FindDevice(ctx context.Context, typed string) (*DeviceRequest, error) {
	request := &DeviceRequest{UserCode: NormalUserCode(typed)}
	err := s.DB.View(ctx, func(tx Tx) error {
		if len(request.UserCode) != userCodeLength {
			return noSuchCode()
		}
		d, ok, err := tx.Device(request.UserCode)
		if err != nil {
			return err
		}
		if !ok || d.State != Pending || !s.Now().Before(d.ExpiresAt) {
			return noSuchCode()
		}
		request.device = d
		segment := d.Tenant
		if segment == "" {
			segment = "organizations"
		}
		if request.Place, err = FindPlace(tx, segment); err != nil {
			return err
		}
		request.Client, err = s.findClient(tx, request.Place, d.Client)
		return err
	})
	return request, err
}

func noSuchCode() error {
	return aadsts(70018, invalidGrant, "That code did not work. Check the code and try again.")
}

// DecideDevice approves a device code as account, or declines it if account is nil.
func (s *Server) DecideDevice(ctx context.Context, request *DeviceRequest, account *Account, origin Origin) error {
	return s.update(ctx, func(tx Tx) error {
		grant := ""
		if account != nil {
			if err := s.mayUse(tx, request.Place, request.Client, account); err != nil {
				return err
			}
			d := request.device
			g := newGrant(*account, request.Client, token.ClientPublic, d.Scope, d.Resource, s.Now())
			g.IP = origin.IP
			if err := tx.PutGrant(g); err != nil {
				return err
			}
			grant = g.ID
		}
		ok, err := tx.DecideDevice(request.UserCode, grant, s.Now())
		if err != nil || ok {
			return err
		}
		return noSuchCode()
	})
}

// mayUse checks that account may still sign in, belongs to the requested tenant, and may use the client.
func (s *Server) mayUse(r directory.Reader, place Place, client *Client, account *Account) error {
	u, err := user(r, account.Tenant.ID, account.User.ID)
	if err != nil {
		return err
	}
	if place.Tenant != nil && place.Tenant.ID != account.Tenant.ID {
		return strangerTo(place.Tenant, client)
	}
	known, err := client.In(r, account.Tenant)
	if err != nil {
		return err
	}
	return assigned(r, known, u)
}
