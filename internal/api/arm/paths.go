package arm

// What paths begin with.
const (
	inSubscription = "/subscriptions/{subscription}"
	inGroup        = inSubscription + "/resourceGroups/{group}"
	inManagement   = "/providers/Microsoft.Management/managementGroups"
	anyScope       = "/{scope...}"
	authorization  = anyScope + "/providers/Microsoft.Authorization"
)
