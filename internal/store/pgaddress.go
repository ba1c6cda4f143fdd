package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"keyless.dev/keyless/internal/store/pgsql"
	"keyless.dev/keyless/internal/textfile"
)

// postgresAddress is a parsed address: connection parameters and the size of the pool.
type postgresAddress struct {
	config *pgconn.Config
	// passwordFile contains the password. It is read for each connection, so that a new password needs no restart.
	passwordFile       string
	maxOpen, maxIdle   int
	lifetime, idleTime time.Duration
}

// Defaults of the connection pool.
const (
	defaultOpen = 32
	maxOpen     = 1000
)

// parsePostgres parses an address. It supports the parameters of libpq, those of pgxpool for the pool, and password_file. Its
// errors never contain the password.
func parsePostgres(address string) (*postgresAddress, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address cannot be read") // the text of the error would contain the password
	}
	a := &postgresAddress{maxOpen: defaultOpen}
	query := u.Query()
	take := func(name string) string {
		value := query.Get(name)
		query.Del(name)
		return value
	}
	if text := take("pool_max_conns"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 2 || n > maxOpen {
			return nil, fmt.Errorf("pool_max_conns is from 2 to %d", maxOpen)
		}
		a.maxOpen = n
	}
	a.maxIdle = (a.maxOpen + 1) / 2
	for name, into := range map[string]*time.Duration{"pool_max_conn_lifetime": &a.lifetime, "pool_max_conn_idle_time": &a.idleTime} {
		if text := take(name); text != "" {
			if *into, err = time.ParseDuration(text); err != nil || *into < time.Second {
				return nil, fmt.Errorf("%s is a time of a second or more, as 30m", name)
			}
		}
	}
	for _, name := range []string{"default_query_exec_mode", "statement_cache_capacity", "description_cache_capacity"} {
		_ = take(name) // of pgx, for addresses that other programs share; the server knows none of them
	}
	if a.passwordFile = take("password_file"); a.passwordFile != "" && !filepath.IsAbs(a.passwordFile) {
		return nil, errors.New("password_file is an absolute path")
	}
	if u.RawQuery != "" {
		u.RawQuery = query.Encode()
	}
	if a.config, err = pgconn.ParseConfig(u.String()); err != nil {
		return nil, errors.New("the address cannot be read: a parameter is unknown, or a file that it names is not there")
	}
	a.config.DialFunc = dialPostgres
	if _, err := a.password(); err != nil {
		return nil, err
	}
	return a, nil
}

// password reads the password file; "" if there is none.
func (a *postgresAddress) password() (string, error) {
	if a.passwordFile == "" {
		return "", nil
	}
	return textfile.ReadSecret(a.passwordFile)
}

// withPassword sets the password of a new connection.
func (a *postgresAddress) withPassword(_ context.Context, config *pgconn.Config) error {
	password, err := a.password()
	if err == nil && password != "" {
		config.Password = password
	}
	return err
}

// connector returns a connector with the address's configuration. unnamed is for connections through a pooler.
func (a *postgresAddress) connector(unnamed bool) pgsql.Connector {
	return pgsql.Connector{Config: a.config.Copy(), BeforeConnect: a.withPassword, Unnamed: unnamed}
}

// open returns a pool of connections.
func (a *postgresAddress) open(connector pgsql.Connector) *sql.DB {
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(a.maxOpen)
	db.SetMaxIdleConns(a.maxIdle)
	db.SetConnMaxLifetime(a.lifetime)
	db.SetConnMaxIdleTime(a.idleTime)
	return db
}
