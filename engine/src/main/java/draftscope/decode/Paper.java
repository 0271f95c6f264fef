package draftscope.decode;

/// Where a method comes from.
///
/// @param authors family names, `Leviathan, Kalman, Matias`; `et al.` after the third
/// @param arxivId such as `2211.17192`; empty when there is none
public record Paper(String authors, int year, String title, String arxivId) {
    public Paper {
        if (authors.isBlank() || title.isBlank()) {
            throw new IllegalArgumentException(
                    "a paper has authors and a title; got '" + authors + "', '" + title + "'");
        }
    }
}
