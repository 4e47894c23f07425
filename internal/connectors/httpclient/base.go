package httpclient

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// ParseBase reads the option base_url: the address that everything is sent to,
// personal data and credentials among it. The error says what to mend.
func ParseBase(address string, allowHTTP bool) (*url.URL, error) {
	if address == "" {
		return nil, errors.New("it is required")
	}
	u, err := url.Parse(strings.TrimRight(address, "/"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("it must be an address such as https://host/path")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("it must have no user, no ? and no #")
	case u.Scheme == "http" && !allowHTTP && !isLoopback(u.Hostname()):
		return nil, errors.New("it must begin with https, since personal data is sent there; allow_http permits http all the same")
	}
	return u, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
