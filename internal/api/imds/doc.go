// Package imds implements the managed identity endpoints of 169.254.169.254, over plain HTTP on the local machine.
//
// It serves the request formats of Azure's hosts: the instance metadata service of a virtual machine, App Service
// (api-versions 2019-08-01 and 2017-09-01) and Cloud Shell. Source of the wire formats: the requests that MSAL, az and
// azidentity send to each.
package imds
