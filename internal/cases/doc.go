// Package cases is a citizen's errand from the first answer to the last
// status: drafts, files, the submission that turns a draft into a case, and
// what one sees of a case afterwards.
//
// A draft is the citizen's own and nobody else's; it is not received. A case is
// received (förvaltningslagen 22 §), has one reference for life, keeps the
// answers frozen, and is never deleted because of how its delivery went.
//
// The package does not speak to back ends: a submission leaves what is owed in
// an Outbox, in the same transaction.
package cases
