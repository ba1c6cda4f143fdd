package provider

// Region is a location of Azure. Clients check the name of a location against the list.
type Region struct{ Name, Display, Geography string }

// Regions returns the locations that resources may have.
func Regions() []Region {
	return []Region{
		{"eastus", "East US", "US"},
		{"eastus2", "East US 2", "US"},
		{"westus", "West US", "US"},
		{"westus3", "West US 3", "US"},
		{"northcentralus", "North Central US", "US"},
		{"southcentralus", "South Central US", "US"},
		{"northeurope", "North Europe", "Europe"},
		{"westeurope", "West Europe", "Europe"},
		{"francecentral", "France Central", "Europe"},
		{"germanywestcentral", "Germany West Central", "Europe"},
		{"swedencentral", "Sweden Central", "Europe"},
		{"switzerlandnorth", "Switzerland North", "Europe"},
		{"uksouth", "UK South", "Europe"},
		{"canadaeast", "Canada East", "Canada"},
		{"brazilsouth", "Brazil South", "South America"},
		{"australiaeast", "Australia East", "Asia Pacific"},
		{"japaneast", "Japan East", "Asia Pacific"},
		{"koreacentral", "Korea Central", "Asia Pacific"},
		{"southindia", "South India", "Asia Pacific"},
		{"local", "Local", "Local"},
	}
}
