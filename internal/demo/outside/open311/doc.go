// Package open311 is an Open311 GeoReport v2 server as a Swedish street
// department might run it: a back end outside the portal, for the demo and
// for tests.
//
// It follows the specification (wiki.open311.org/GeoReport_v2) and mySociety's
// servicerequestupdates extension (github.com/mysociety/fixmystreet/wiki,
// "Open311 FMS Complete Spec"), as a strict reader of them, and behaves as
// such systems do where they are silent:
//
//   - it never deduplicates: what is posted twice is there twice;
//   - it knows no external id, and does not return attributes: a client finds
//     its own request or update by what it wrote in the description;
//   - GET requests says only open or closed; the finer states come as updates;
//   - with tokens, a request is neither listed nor found until its id exists,
//     and until then GET tokens/{token} answers the token without an id;
//   - times are whole seconds, and both ends of a window are inside it;
//   - photos arrive as multipart fields media, media_1 … of a posted update
//     (FixMyStreet's upload_files), in no other field and not with a request.
//
// State lives in memory and, when there is a directory, in a journal of JSON
// lines with the file contents beside it; a killed process loses nothing that
// was answered. It is not meant to survive a power cut, to hold real people's
// data, or to be reached from another machine.
package open311
