# Leroux's model of a lattice by maximum likelihood in TMB, to compare with `cargo run --release -p unwarranted-core --example smooth`.
#
#     Rscript space_tmb.R compile FOLDER      # once: compiles the model, which takes a C++ compiler and a minute or two
#     Rscript space_tmb.R SIDE FOLDER
#
# The same lattice and counts. O_i ~ Poisson(E_i exp(eta_i)), eta normal around X b with precision ((1 - rho) I + rho (D - W)) / tau2; eta is
# integrated out by Laplace's approximation. As eta itself is what is random, `sdreport` has the standard deviations of the log ratios, with those of
# the parameters in them. Timed: making the function and its derivatives, the maximum, the standard deviations; not compiling.
# TMB's newer framework, TMBad, takes a fifth of the time of its default for 1,024 areas.

suppressPackageStartupMessages(library(TMB))
model <- '
#include <TMB.hpp>
template <class Type>
Type objective_function<Type>::operator()() {
  DATA_VECTOR(observed);
  DATA_VECTOR(expected);
  DATA_MATRIX(design);
  DATA_SPARSE_MATRIX(laplacian);
  DATA_SPARSE_MATRIX(identity);
  PARAMETER(log_tau2);
  PARAMETER(logit_rho);
  PARAMETER_VECTOR(b);
  PARAMETER_VECTOR(eta);
  Type rho = invlogit(logit_rho);
  Eigen::SparseMatrix<Type> precision = exp(-log_tau2) * (rho * laplacian + (Type(1) - rho) * identity);
  vector<Type> field = eta - design * b;
  Type height = density::GMRF(precision)(field);
  for (int i = 0; i < observed.size(); i++) height -= dpois(observed(i), expected(i) * exp(eta(i)), true);
  return height;
}
'

given <- commandArgs(trailingOnly = TRUE)
folder <- given[2]
name <- "leroux"
if (given[1] == "compile") {
  setwd(folder)
  writeLines(model, paste0(name, ".cpp"))
  quit(status = compile(paste0(name, ".cpp"), framework = "TMBad"))
}
dyn.load(dynlib(file.path(folder, name)))

side <- as.integer(given[1])
i <- 0:(side^2 - 1)
mixed <- function(stream) (i * 7919 + stream * 104729) %% 2017 / 1008.5 - 1
expected <- 8 + 6 * mixed(1)
rate <- exp(0.4 * sin(0.25 * (i %% side)) * cos(0.2 * (i %/% side)) + 0.3 * mixed(2) + 0.2 * mixed(3))
observed <- floor(expected * rate + 0.5)
right <- i[i %% side + 1 < side]
below <- i[i + side < side^2]
pairs <- rbind(cbind(right, right + 1), cbind(below, below + side)) + 1
beside <- Matrix::sparseMatrix(c(pairs[, 1], pairs[, 2]), c(pairs[, 2], pairs[, 1]), x = 1)
general <- function(m) methods::as(methods::as(m, "generalMatrix"), "CsparseMatrix")
data <- list(
  observed = observed, expected = expected, design = cbind(1, mixed(3)),
  laplacian = general(Matrix::Diagonal(x = Matrix::rowSums(beside)) - beside), identity = general(Matrix::Diagonal(side^2))
)
overall <- log(sum(observed) / sum(expected))

start <- proc.time()
made <- MakeADFun(data, list(log_tau2 = -1.5, logit_rho = 0, b = c(overall, 0), eta = rep(overall, side^2)), random = "eta", DLL = name, silent = TRUE)
top <- nlminb(made$par, made$fn, made$gr, control = list(rel.tol = 1e-12, eval.max = 1000, iter.max = 1000))
errors <- sdreport(made)
used <- proc.time() - start
if (top$convergence != 0 && max(abs(made$gr(top$par))) > 1e-3) stop("no maximum: ", top$message)

eta <- errors$par.random
joined <- function(x) paste(sprintf("%.9g", x), collapse = ",")
cat("tau2", sprintf("%.9g", exp(top$par[["log_tau2"]])), "rho", sprintf("%.9g", plogis(top$par[["logit_rho"]])), "height", sprintf("%.9g", -top$objective),
    "ratios", joined(exp(eta)), "errors", joined(exp(eta) * sqrt(errors$diag.cov.random)), "seconds", sprintf("%.3f", used[["elapsed"]]),
    "processor", sprintf("%.3f\n", sum(used[c("user.self", "sys.self")])))
