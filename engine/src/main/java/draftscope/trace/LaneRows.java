package draftscope.trace;

/// The rows of a lane in a forward over a batch: its last token, then its draft.
///
/// @param lane     1, 2, ...
/// @param firstRow row of the lane's last token among the rows of the forward
/// @param rows     how many rows are the lane's, at least 1
/// @param cached   tokens of the lane whose keys and values lay in the cache before the forward
public record LaneRows(int lane, int firstRow, int rows, int cached) {}
