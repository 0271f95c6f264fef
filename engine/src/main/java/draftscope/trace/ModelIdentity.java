package draftscope.trace;

/// Which model took part, in enough detail to find it again and to label a figure.
///
/// @param fingerprint SHA-256 over the file's size and its first and last mebibyte, in hex
/// @param bytesPerSlot bytes of keys and values that one KV slot takes over all layers
public record ModelIdentity(String name, String architecture, long parameters, int layers, int kvHeads, int vocabulary,
        int context, long bytesPerSlot, String fingerprint) {}
