# The comments of the public headers as Doxygen wants them: before what they are about, and behind it.
/^ *virtual ~[A-Za-z]*() = default;$/d
s|^\( *\)//\( .*\)\{0,1\}$|\1///\2|
t
s|\([^ ]\)  *// |\1  ///< |
