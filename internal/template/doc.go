// Package template understands ARM JSON templates, as written by hand or compiled by Bicep: it reads the body that
// clients send, evaluates the template language, and walks the resources in the order of their dependencies.
//
// It is pure. What a template asks of the world (read a resource, write one, list keys) goes through a World; time and
// randomness are passed in. What a template may cost is bounded, see the Max constants.
//
// Sources: "Understand the structure and syntax of ARM templates" and "ARM template functions" of the Azure
// documentation, and the JSON that Bicep compiles to.
package template
