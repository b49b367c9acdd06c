/* SQL's asinh() calls the C library's hypot(). glibc 2.35 gave that name a new version, and a binary that is linked there asks
   for it: it does not start on Lambda's provided.al2023, which has 2.34. By this name the same function has had one version
   since 2.27. */
double hypotf64(double x, double y);

double hypot(double x, double y)
{
    return hypotf64(x, y);
}
