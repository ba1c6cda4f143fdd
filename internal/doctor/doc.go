// Package doctor examines why a call to a model fails: from the name of the host to the role at the resource. It works on
// keyless and on Azure, changes nothing, and makes one short call. Run returns what was examined and the first thing that
// is wrong, with the command that repairs it; keyless doctor prints that.
//
// Each check is a method of diagnosis and is in the file of its subject: network.go up to az, token.go for the credential
// and its token, call.go for the resource and the call, role.go for role assignments, installation.go for a machine where no
// server runs yet.
package doctor
