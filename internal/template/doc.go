// Package template implements ARM JSON templates, written by hand or compiled by Bicep: it parses the request body, evaluates
// the template language, and deploys the resources in the order of their dependencies.
//
// It is pure. Access to resources (reading, writing, listing keys) goes through a World; time and randomness are passed in.
// The Max constants limit the cost of a template.
//
// Sources: "Understand the structure and syntax of ARM templates" and "ARM template functions" of the Azure documentation, and
// the JSON that Bicep emits.
package template
