package pgsql

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// Connector makes connections for sql.OpenDB.
type Connector struct {
	Config *pgconn.Config
	// BeforeConnect, if any, may change a copy of Config for the connection that is about to be made.
	BeforeConnect func(context.Context, *pgconn.Config) error
	// Unnamed prepares no statement under a name, as it must be where a pooler gives each transaction another process of
	// PostgreSQL.
	Unnamed bool
}

// Connect implements driver.Connector.
func (c Connector) Connect(ctx context.Context) (driver.Conn, error) {
	pg, err := c.Dial(ctx, nil)
	if err != nil {
		return nil, err
	}
	made := &conn{pg: pg}
	if !c.Unnamed {
		made.prepared = map[string]*pgconn.StatementDescription{}
	}
	return made, nil
}

// Dial makes a connection that is used without database/sql. notified, if any, is called for each notification that
// arrives, by the goroutine that uses the connection.
func (c Connector) Dial(ctx context.Context, notified func()) (*pgconn.PgConn, error) {
	config := c.Config.Copy()
	if c.BeforeConnect != nil {
		if err := c.BeforeConnect(ctx, config); err != nil {
			return nil, err
		}
	}
	if notified != nil {
		config.OnNotification = func(*pgconn.PgConn, *pgconn.Notification) { notified() }
	}
	return pgconn.ConnectConfig(ctx, config)
}

// Driver implements driver.Connector.
func (c Connector) Driver() driver.Driver { return noNames{} }

// noNames is the driver of a connector: there are no data sources that have a name.
type noNames struct{}

// Open implements driver.Driver.
func (noNames) Open(string) (driver.Conn, error) {
	return nil, errors.New("pgsql: use sql.OpenDB with a Connector")
}
