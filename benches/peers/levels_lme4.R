# Two levels of practices in areas by lme4, to compare with `unwarranted levels`: Rscript levels_lme4.R FILE share|count|amount
# Shares and counts by Laplace's approximation (glmer), money by restricted maximum likelihood (lmer) of the practices' rates. Prints JSON.

suppressPackageStartupMessages(library(lme4))
given <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(given[1])
used <- function() sum(proc.time()[c("user.self", "sys.self")])
start <- used()
if (given[2] == "share") {
  fitted <- glmer(cbind(observed, population - observed) ~ 1 + (1 | area) + (1 | practice), rows, family = binomial)
} else if (given[2] == "count") {
  fitted <- glmer(observed ~ 1 + (1 | area) + (1 | practice), rows, offset = log(population), family = poisson)
} else {
  rows$rate <- rows$observed / rows$population
  fitted <- lmer(rate ~ 1 + (1 | area), rows, REML = TRUE)
}
seconds <- used() - start
of <- as.data.frame(VarCorr(fitted))
practice <- if (given[2] == "amount") "Residual" else "practice"
cat(sprintf('{"seconds": %.3f, "var_area": %.17g, "var_practice": %.17g}\n', seconds,
            of$vcov[of$grp == "area"], of$vcov[of$grp == practice]))
