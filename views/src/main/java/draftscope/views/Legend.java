package draftscope.views;

/// Which marks a legend explains.
public enum Legend {
    OUTPUT, TREE, KV, UNMASKING, INSPECTOR, TIMELINE, METRICS, TIME, AUDIT, LANES, DISTRIBUTIONS, COMPARE, LAB, PARALLEL
}
