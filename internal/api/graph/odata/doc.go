// Package odata reads the part of the OData query language that Microsoft Graph speaks: $filter, $search, $select,
// $orderby, $expand, $top, $skiptoken and $count. It is pure: it works on JSON objects that are already decoded and
// knows no HTTP and no store.
//
// What it reads comes from outside, so all of it is bounded: a filter has at most MaxLength bytes and MaxDepth levels,
// and one collection lambda may not stand inside another, so that no filter costs more than one walk of an object.
package odata
