package draftscope.trace;

/// Where a decoding run tells what it does.
public interface TraceSink {}
