// Package httpclient is what connectors to back ends behind HTTP have in common:
// one request at a time to a configured address and no other, an answer that is
// read whole and not for ever, and errors of the kinds that package delivery
// knows. What a back end's own words mean is the connector's to say (Judge).
//
// None of its errors holds a query, a host or anything that was sent: they end
// up in logs and in lists of problems.
package httpclient
