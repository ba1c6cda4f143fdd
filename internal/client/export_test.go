package client

// OpenWith has i open addresses with open in the place of the system's browser.
func (i *Interactive) OpenWith(open func(address string) error) { i.open = open }
