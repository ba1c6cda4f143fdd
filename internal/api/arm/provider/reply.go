package provider

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
)

// NotFound returns the error for an object that does not exist.
func NotFound(what, name string) error {
	return fault.New(fault.NotFound, "ResourceNotFound", "The %s '%s' is not found.", what, Clip(name))
}

// Reply answers with a status and a JSON body. Nil is no body.
func Reply(status int, body any) (edge.Reply, error) {
	return edge.Reply{Status: status, Body: body}, nil
}

// OK answers with status 200 and a JSON body.
func OK(body any) (edge.Reply, error) { return Reply(http.StatusOK, body) }

// Created answers a PUT, with status 201 if it created the object and with 200 otherwise.
func Created(created bool, body any) (edge.Reply, error) {
	if created {
		return Reply(http.StatusCreated, body)
	}
	return OK(body)
}

// Deleted answers a DELETE, with status 200 if the object existed and with 204 otherwise.
func Deleted(was bool) (edge.Reply, error) {
	if was {
		return Reply(http.StatusOK, nil)
	}
	return Reply(http.StatusNoContent, nil)
}
