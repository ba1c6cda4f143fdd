// Package imds is the host of 169.254.169.254: tokens for managed identities, over plain HTTP on the machine itself.
//
// It serves the forms that Azure's hosts have: the instance metadata service of a virtual machine, App Service
// (api-versions 2019-08-01 and 2017-09-01) and Cloud Shell. Source of the wire formats: the requests that MSAL, az and
// azidentity send to each.
package imds
