// Package recorder builds the audit records of decisions and sign-ins, writes them to the audit log, and exports them.
package recorder
