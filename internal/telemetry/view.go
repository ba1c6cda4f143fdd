package telemetry

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// View describes the state that calls are decided by, at one moment.
type View struct {
	Age      time.Duration // since it was known to be complete; 0 where this process alone writes
	Revision int64
	Renewals int64 // how often its age was renewed
	Failures int64 // how often that failed
	Reloads  int64 // how often everything was loaded again because the store had another history

	SpoolBytes   int64         // in files of audit records on their way to the store
	SpoolWaiting int64         // audit records in memory
	SpoolOldest  time.Duration // for how long the oldest record in files, or that cannot be written to one, has waited
	SpoolLost    int64         // audit records that a full spool did not take
	AuditFailed  int64         // audit records of refusals and changes that the store did not take

	QuotaStore *QuotaStore // nil where this replica counts quotas for itself

	Connections     int64     // that are open
	CertificateEnds time.Time // of the listener's certificate; zero where no certificate is read from files
	TrustFailures   []TrustFailures
}

// QuotaStore is how the store is in which replicas count quotas together.
type QuotaStore struct {
	There    bool
	Replicas int64
	Failures int64 // connections, and tries to make one, that failed
}

// TrustFailures is how often something of a trusted tenant could not be read.
type TrustFailures struct {
	Tenant string
	What   string // keys or groups
	Count  int64
}

// observeView registers the metrics of a view.
func observeView(m metric.Meter, view func() View) error {
	if view == nil {
		return nil
	}
	for _, observe := range [...]func(metric.Meter, func() View) error{observeServer, observeQuotaStore} {
		if err := observe(m, view); err != nil {
			return err
		}
	}
	age, err := m.Float64ObservableGauge("keyless.view.age", metric.WithUnit("s"), metric.WithDescription("Time since the view was known to be complete"))
	if err != nil {
		return err
	}
	revision, err := m.Int64ObservableGauge("keyless.view.revision", metric.WithDescription("Revision of the store that the view holds"))
	if err != nil {
		return err
	}
	spoolBytes, err := m.Int64ObservableGauge("keyless.spool.size", metric.WithUnit("By"), metric.WithDescription("Audit records in files on their way to the store"))
	if err != nil {
		return err
	}
	spoolWaiting, err := m.Int64ObservableGauge("keyless.spool.waiting", metric.WithDescription("Audit records in memory"))
	if err != nil {
		return err
	}
	spoolOldest, err := m.Float64ObservableGauge("keyless.spool.oldest", metric.WithUnit("s"), metric.WithDescription("How long the oldest record has waited"))
	if err != nil {
		return err
	}
	var counters []metric.Int64ObservableCounter
	for _, c := range [...]struct{ name, description string }{
		{"keyless.view.renewals", "Renewals of the view's lease"},
		{"keyless.view.failures", "Renewals of the view's lease that failed"},
		{"keyless.spool.lost", "Audit records that a full spool did not take"},
		{"keyless.audit.failures", "Records of refusals that the store did not take; what they are of was answered with 503"},
		{"keyless.view.reloads", "Complete loads because the store had another history"},
	} {
		counter, err := m.Int64ObservableCounter(c.name, metric.WithDescription(c.description))
		if err != nil {
			return err
		}
		counters = append(counters, counter)
	}
	_, err = m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		v := view()
		o.ObserveFloat64(age, v.Age.Seconds())
		o.ObserveInt64(revision, v.Revision)
		o.ObserveInt64(spoolBytes, v.SpoolBytes)
		o.ObserveInt64(spoolWaiting, v.SpoolWaiting)
		o.ObserveFloat64(spoolOldest, v.SpoolOldest.Seconds())
		for i, n := range [...]int64{v.Renewals, v.Failures, v.SpoolLost, v.AuditFailed, v.Reloads} {
			o.ObserveInt64(counters[i], n)
		}
		return nil
	}, age, revision, spoolBytes, spoolWaiting, spoolOldest, counters[0], counters[1], counters[2], counters[3], counters[4])
	return err
}

// observeQuotaStore registers the metrics of the store in which replicas count quotas together.
func observeQuotaStore(m metric.Meter, view func() View) error {
	there, err := m.Int64ObservableGauge("keyless.quota_store.up", metric.WithDescription("1 while the store of shared quotas is there, else 0"))
	if err != nil {
		return err
	}
	replicas, err := m.Int64ObservableGauge("keyless.quota_store.replicas", metric.WithDescription("Replicas that share quotas, as far as this one knows"))
	if err != nil {
		return err
	}
	failures, err := m.Int64ObservableCounter("keyless.quota_store.failures", metric.WithDescription("Connections to the store of shared quotas, and tries to make one, that failed"))
	if err != nil {
		return err
	}
	_, err = m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		s := view().QuotaStore
		if s == nil {
			return nil
		}
		up := int64(0)
		if s.There {
			up = 1
		}
		o.ObserveInt64(there, up)
		o.ObserveInt64(replicas, s.Replicas)
		o.ObserveInt64(failures, s.Failures)
		return nil
	}, there, replicas, failures)
	return err
}

// observeServer registers the metrics of a view that are not of the data that calls are decided by.
func observeServer(m metric.Meter, view func() View) error {
	connections, err := m.Int64ObservableGauge("keyless.connections", metric.WithDescription("Connections that are open"))
	if err != nil {
		return err
	}
	certificate, err := m.Int64ObservableGauge("keyless.certificate.end", metric.WithUnit("s"), metric.WithDescription("When the listener's certificate ends, in seconds since 1970"))
	if err != nil {
		return err
	}
	trust, err := m.Int64ObservableCounter("keyless.trust.failures", metric.WithDescription("Tokens of trusted tenants that could be neither accepted nor refused"))
	if err != nil {
		return err
	}
	_, err = m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		v := view()
		o.ObserveInt64(connections, v.Connections)
		if !v.CertificateEnds.IsZero() {
			o.ObserveInt64(certificate, v.CertificateEnds.Unix())
		}
		for _, f := range v.TrustFailures {
			o.ObserveInt64(trust, f.Count, metric.WithAttributes(attribute.String("keyless.tenant", f.Tenant), attribute.String("keyless.read", f.What)))
		}
		return nil
	}, connections, certificate, trust)
	return err
}
