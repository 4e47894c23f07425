// Package queue has deliveries looked at in time: it is a delivery.Queue, on
// River. A job is written in the transaction of what it is about, and holds the
// delivery's id and nothing else.
//
// Each connector has a queue of its own, so that a back end that is slow or down
// keeps none of the others waiting. Jobs are only reminders: the truth is in
// the deliveries, a job is done whatever came of the delivery, and a lost one is
// replaced by delivery's sweep. No more than one job waits for a delivery at any
// time, however often it is enqueued. So River's count of attempts never ends one.
//
// It is not for work that must be done once: a job may be done twice.
package queue
