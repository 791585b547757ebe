# Reads the folder of a report into R, with the types that the report states, and prints the areas that are above or below all areas together by
# more than chance explains.
#
#     Rscript report.R FOLDER
#
# Needs jsonlite (Debian: apt install r-base-core r-cran-jsonlite). Where arrow or nanoparquet is installed, the Parquet files are read too and
# must hold the same. A function of it alone: source("report.R"); areas <- read_table("hips", "areas.csv").

# The types of the columns of a table, as csv-metadata.json states them (CSV on the Web).
column_types <- function(folder, file) {
  tables <- jsonlite::fromJSON(file.path(folder, "csv-metadata.json"), simplifyVector = FALSE)$tables
  ours <- Filter(function(table) table$url == file, tables)
  if (length(ours) != 1) stop(folder, ": csv-metadata.json does not describe ", file, call. = FALSE)
  columns <- ours[[1]]$tableSchema$columns
  kinds <- c(string = "character", number = "numeric", integer = "numeric")
  stated <- vapply(columns, function(column) column$datatype, "")
  if (!all(stated %in% names(kinds))) stop(file, ": unknown type ", setdiff(stated, names(kinds))[1], call. = FALSE)
  setNames(unname(kinds[stated]), vapply(columns, function(column) column$titles, ""))
}

# A table of a report as a data frame. An empty cell is NA, in text too. Codes stay text: "01" is no number.
read_table <- function(folder, file) {
  types <- column_types(folder, file)
  text <- read.csv(file.path(folder, file), colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8", quote = "\"")
  if (!identical(names(text), names(types))) stop(file, ": its columns are not those of csv-metadata.json", call. = FALSE)
  for (name in names(types)[types == "numeric"]) {
    numbers <- suppressWarnings(as.numeric(text[[name]]))
    # A protected count is marked ("[c]") and is no number: the column then stays text.
    if (!any(is.na(numbers) & !is.na(text[[name]]))) text[[name]] <- numbers
  }
  text
}

# The same table from Parquet, where a package for it is installed; NULL where none is.
read_parquet_table <- function(folder, file) {
  path <- file.path(folder, sub("csv$", "parquet", file))
  if (requireNamespace("arrow", quietly = TRUE)) return(as.data.frame(arrow::read_parquet(path)))
  if (requireNamespace("nanoparquet", quietly = TRUE)) return(as.data.frame(nanoparquet::read_parquet(path)))
  NULL
}

# Stops where two columns differ. R's own reader of text may be off in the last digit of a number, so that numbers agree to 1e-14.
same_column <- function(name, ours, theirs) {
  same <- if (is.numeric(ours)) {
    identical(is.na(ours), is.na(theirs)) && all(abs(ours - theirs) <= 1e-14 * abs(theirs), na.rm = TRUE)
  } else {
    identical(as.character(ours), as.character(theirs))
  }
  if (!same) stop("the column ", name, " differs", call. = FALSE)
}

# The areas whose rate is above or below that of all areas together by more than chance explains, the highest ratio of each period first.
beyond_chance <- function(areas) {
  beyond <- areas$position %in% c("far-above", "above", "below", "far-below")
  found <- areas[beyond, c("treatment", "period", "area", "name", "ratio", "position")]
  found[order(found$treatment, found$period, -found$ratio, method = "radix"), ]
}

main <- function(folder) {
  areas <- read_table(folder, "areas.csv")
  stopifnot(is.character(areas$area), is.numeric(areas$observed), nrow(areas) > 0)
  parquet <- read_parquet_table(folder, "areas.csv")
  if (!is.null(parquet)) for (name in names(areas)) same_column(name, areas[[name]], parquet[[name]])
  # A ratio is observed over expected, where rates are not standardised.
  standardised <- if ("standardised" %in% names(areas)) areas$standardised else NA
  plain <- !is.na(areas$ratio) & is.na(standardised) & !is.na(areas$observed)
  same_column("ratio", areas$ratio[plain], (areas$observed / areas$expected)[plain])
  out <- beyond_chance(areas)
  message(nrow(areas), " rows of areas; Parquet ", if (is.null(parquet)) "not read (neither arrow nor nanoparquet is installed)" else "is the same")
  write.csv(out, stdout(), row.names = FALSE, na = "")
}

if (sys.nframe() == 0) {
  given <- commandArgs(trailingOnly = TRUE)
  if (length(given) != 1 || !dir.exists(given[1])) {
    message("Rscript report.R FOLDER: the folder of a report, which 'unwarranted report --out FOLDER' writes")
    quit(status = 2)
  }
  main(given[1])
}
