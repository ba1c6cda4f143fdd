// Package anthropic has the module that the samples of the portal for the SDK of Anthropic are run in. It holds their
// dependencies and nothing else.
package anthropic

import (
	_ "github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	_ "github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	_ "github.com/anthropics/anthropic-sdk-go/foundry"
)
