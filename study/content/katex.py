"""The LaTeX commands that KaTeX 0.16.47 knows, the version with which Streamlit 1.67 renders Markdown.

Literal lists by what a command takes and where it may stand; a command that stands in none of them would be shown as
an error. The lists hold no command that a card must not use (``REFUSED``), no colours by name and no text accents.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Take no argument.
SYMBOLS = _names(
    """
    Alpha And Bbbk Beta Box Bumpeq Cap Chi Colonapprox Coloneq Coloneqq Colonsim Complex Cup Dagger Darr Delta
    Diamond Doteq Downarrow Epsilon Eqcolon Eqqcolon Eta Finv Game Gamma Harr Huge Im Iota Join Kappa LARGE Lambda
    Large Larr Leftarrow Leftrightarrow Lleftarrow Longleftarrow Longleftrightarrow Longrightarrow Lrarr Lsh Mu N Nu
    Omega Omicron P Phi Pi Pr Psi R Rarr Re Reals Rho Rightarrow Rrightarrow Rsh S Sigma Subset Supset Tau Theta
    Uarr Uparrow Updownarrow Upsilon Vdash Vert Vvdash Xi Z Zeta alef alefsym aleph allowbreak alpha amalg angle
    angln approx approxcolon approxcoloncolon approxeq arccos arcctg arcsin arctan arctg arg argmax argmin ast asymp
    backepsilon backprime backsim backsimeq backslash barwedge because beta beth between bf bigcap bigcirc bigcup
    bigodot bigoplus bigotimes bigsqcup bigstar bigtriangledown bigtriangleup biguplus bigvee bigwedge blacklozenge
    blacksquare blacktriangle blacktriangledown blacktriangleleft blacktriangleright bmod bot bowtie boxdot boxminus
    boxplus boxtimes bull bullet bumpeq cal cap cdot cdotp cdots centerdot ch checkmark chi circ circeq
    circlearrowleft circlearrowright circledR circledS circledast circledcirc circleddash clubs clubsuit cnums colon
    colonapprox coloncolon coloncolonapprox coloncolonequals coloncolonminus coloncolonsim coloneq coloneqq
    colonequals colonminus colonsim complement cong coprod copyright cos cosec cosh cot cotg coth csc ctg cth cup
    curlyeqprec curlyeqsucc curlyvee curlywedge curvearrowleft curvearrowright dArr dag dagger daleth darr
    dashleftarrow dashrightarrow dashv dblcolon ddag ddagger ddots deg degree delta det diagdown diagup diamond
    diamonds diamondsuit digamma dim displaystyle div divideontimes doteq doteqdot dotplus dots dotsb dotsc dotsi
    dotsm dotso dotsx doublebarwedge doublecap doublecup downarrow downdownarrows downharpoonleft downharpoonright
    ell empty emptyset enskip enspace epsilon eqcirc eqcolon eqqcolon eqsim eqslantgtr eqslantless equalscolon
    equalscoloncolon equiv eta eth exist exists exp fallingdotseq flat footnotesize forall frown gamma gcd ge geq
    geqq geqslant gets gg ggg gggtr gimel gnapprox gneq gneqq gnsim gt gtrapprox gtrdot gtreqless gtreqqless gtrless
    gtrsim gvertneqq hArr harr hbar hearts heartsuit hom hookleftarrow hookrightarrow hslash huge iff iiint iint
    image imageof imath impliedby implies in inf infin infty injlim int intercal intop iota isin it jmath kappa ker
    lArr lBrace lVert lambda land lang langle large larr lbrace lbrack lceil ldotp ldots le leadsto leftarrow
    leftarrowtail leftharpoondown leftharpoonup leftleftarrows leftrightarrow leftrightarrows leftrightharpoons
    leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox lessdot lesseqgtr lesseqqgtr lessgtr lesssim
    lfloor lg lgroup lhd lim liminf limsup ll llbracket llcorner lll llless lmoustache ln lnapprox lneq lneqq lnot
    lnsim log longleftarrow longleftrightarrow longmapsto longrightarrow looparrowleft looparrowright lor lozenge
    lparen lq lrArr lrarr lrcorner lt ltimes lvert lvertneqq maltese mapsto mathellipsis mathsterling mathstrut max
    measuredangle medspace mho mid min minuscolon minuscoloncolon minuso models mp mu multimap nLeftarrow
    nLeftrightarrow nRightarrow nVDash nVdash nabla natnums natural ncong ne nearrow neg negmedspace negthickspace
    negthinspace neq newline nexists ngeq ngeqq ngeqslant ngtr ni nleftarrow nleftrightarrow nleq nleqq nleqslant
    nless nmid nobreak nobreakspace nonumber normalsize not notag notin notni nparallel nprec npreceq nrightarrow
    nshortmid nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ntriangleleft
    ntrianglelefteq ntriangleright ntrianglerighteq nu nvDash nvdash nwarrow odot oiiint oiint oint omega omicron
    ominus oplus ordinarycolon origof oslash otimes owns parallel partial perp phi pi pitchfork plim plusmn pm
    pounds prec precapprox preccurlyeq preceq precnapprox precneqq precnsim precsim prime prod projlim propto psi
    qquad quad rArr rBrace rVert rang rangle rarr ratio rbrace rbrack rceil real reals restriction rfloor rgroup rhd
    rho rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows rightleftharpoons rightrightarrows
    rightsquigarrow rightthreetimes risingdotseq rm rmoustache rparen rq rrbracket rtimes rvert scriptscriptstyle
    scriptsize scriptstyle sdot searrow sec sect setminus sf sh sharp shortmid shortparallel sigma sim simcolon
    simcoloncolon simeq sin sinh small smallfrown smallint smallsetminus smallsmile smile space spades spadesuit
    sphericalangle sqcap sqcup sqsubset sqsubseteq sqsupset sqsupseteq square star sub sube subset subseteq
    subseteqq subsetneq subsetneqq succ succapprox succcurlyeq succeq succnapprox succneqq succnsim succsim sum sup
    supe supset supseteq supseteqq supsetneq supsetneqq surd swarrow tan tanh tau textcopyright textregistered
    textstyle tg th therefore theta thetasym thickapprox thicksim thickspace thinspace times tiny to top triangle
    triangledown triangleleft trianglelefteq triangleq triangleright trianglerighteq tt twoheadleftarrow
    twoheadrightarrow uArr uarr ulcorner unlhd unrhd uparrow updownarrow upharpoonleft upharpoonright uplus upsilon
    upuparrows urcorner vDash varDelta varGamma varLambda varOmega varPhi varPi varPsi varSigma varTheta varUpsilon
    varXi varepsilon varinjlim varkappa varliminf varlimsup varnothing varphi varpi varprojlim varpropto varrho
    varsigma varsubsetneq varsubsetneqq varsupsetneq varsupsetneqq vartheta vartriangle vartriangleleft
    vartriangleright varvdots vcentcolon vdash vdots vee veebar vert wedge weierp wp wr xi yen zeta
    """
)

# Take one argument.
ONE = _names(
    """
    Bbb Bra Braket Ket Overrightarrow Set acute angl bar bcancel bm bold boldsymbol boxed bra braket breve cancel
    check clap ddddot dddot ddot dot emph fbox frak grave hat hbox hphantom ket llap mathbb mathbf mathbin
    mathcal mathclap mathclose mathfrak mathinner mathit mathllap mathnormal mathop mathopen mathord mathpunct
    mathrel mathring mathrlap mathrm mathscr mathsf mathsfit mathtt mod operatorname operatornamewithlimits
    overbrace overbracket overgroup overleftarrow overleftharpoon overleftrightarrow overline overlinesegment
    overrightarrow overrightharpoon phantom phase pmb pmod pod rlap smash sout sqrt substack tag text textbf
    textcircled textit textmd textnormal textrm textsf texttt textup tilde underbar underbrace underbracket
    undergroup underleftarrow underleftrightarrow underline underlinesegment underrightarrow utilde vec vphantom
    widecheck widehat widetilde xLeftarrow xLeftrightarrow xRightarrow xcancel xhookleftarrow xhookrightarrow
    xleftarrow xleftequilibrium xleftharpoondown xleftharpoonup xleftrightarrow xleftrightharpoons xlongequal
    xmapsto xrightarrow xrightequilibrium xrightharpoondown xrightharpoonup xrightleftarrows xrightleftharpoons
    xtofrom xtwoheadleftarrow xtwoheadrightarrow
    """
)

# Take two arguments.
TWO = _names(
    """
    binom cfrac dbinom dfrac frac overset stackrel tbinom  tfrac underset
    """
)

# Stand between what they join, once in a group.
INFIX = _names(
    """
    over atop choose brace brack
    """
)

# Take one delimiter.
SIZED = _names(
    """
    big bigg Big Bigg bigl bigm bigr biggl biggm biggr Bigl Bigm Bigr Biggl Biggm Biggr
    """
)

# Commands that are delimiters; the signs among them are ``()[]/|.<>⟨⟩⌊⌋⌈⌉``.
DELIMITERS = _names(
    """
    lbrace rbrace lbrack rbrack langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil uparrow
    downarrow updownarrow Uparrow Downarrow Updownarrow backslash lgroup rgroup lmoustache rmoustache lt gt { } |
    """
)

# May be followed by ``\limits``.
OPERATORS = _names(
    """
    Pr arccos arcctg arcsin arctan arctg arg argmax argmin bigcap bigcup bigodot bigoplus bigotimes bigsqcup
    biguplus bigvee bigwedge ch coprod cos cosec cosh cot cotg coth csc ctg cth deg det dim exp gcd hom iiint iint
    inf injlim int intop ker lg lim liminf limsup ln log max min oiiint oiint oint plim prod projlim sec sh sin sinh
    smallint sum sup tan tanh tg th varinjlim varliminf varlimsup varprojlim
    """
)

# Must stand in braces where an argument, an exponent or an index is expected.
BRACED = _names(
    """
    Big Bigg Biggl Biggm Biggr Bigl Bigm Bigr Bra Braket Huge Ket LARGE Large Overrightarrow Pr Set acute angl
    approxcolon approxcoloncolon arccos arcctg arcsin arctan arctg arg argmax argmin atop bar bcancel bf big bigcap
    bigcup bigg biggl biggm biggr bigl bigm bigodot bigoplus bigotimes bigr bigsqcup biguplus bigvee bigwedge bm
    bmod boldsymbol boxed bra brace brack braket breve cal cancel ch check choose clap coprod cos
    cosec cosh cot cotg coth csc ctg cth ddot deg det dim displaystyle dot dotsi enskip enspace exp fbox
    footnotesize gcd grave hat hbox hom hphantom huge iff impliedby implies inf injlim intop it ker ket large lg lim
    liminf limsup llap ln log mathbin mathclap mathclose mathinner mathllap mathop mathopen mathord mathpunct
    mathrel mathring mathrlap mathstrut max medspace min minuso negmedspace negthickspace negthinspace newline
    nonumber normalsize notag operatorname operatorname* operatornamewithlimits over overbrace overbracket overgroup
    overleftarrow overleftharpoon overleftrightarrow overline overlinesegment overrightarrow overrightharpoon
    overset phantom phase plim pmb prod projlim qquad quad ratio rlap rm rq scriptscriptstyle scriptsize scriptstyle
    sec sf sh simcolon simcoloncolon sin sinh small smallint smash sout sqrt stackrel substack sum sup tag tan tanh
    textcircled  textstyle tg th thickspace thinspace tilde tiny tt underbar underbrace underbracket
    undergroup underleftarrow underleftrightarrow underline underlinesegment underrightarrow underset utilde
    varinjlim varliminf varlimsup varprojlim vcentcolon vec vphantom widecheck widehat widetilde xLeftarrow
    xLeftrightarrow xRightarrow xcancel xhookleftarrow xhookrightarrow xleftarrow xleftequilibrium xleftharpoondown
    xleftharpoonup xleftrightarrow xleftrightharpoons xlongequal xmapsto xrightarrow xrightequilibrium
    xrightharpoondown xrightharpoonup xrightleftarrows xrightleftharpoons xtofrom xtwoheadleftarrow
    xtwoheadrightarrow
    """
)

# May stand in text, that is, inside ``\text``.
TEXT = _names(
    """
    Huge LARGE Large P S bf boxed cal checkmark circledR clap copyright dag ddag degree displaystyle
    dots dotsc dotso dotsx emph enskip enspace fbox footnotesize hbox hphantom huge it large lbrack ldots llap lq
    maltese mathclap mathllap mathrlap mathstrut medspace negmedspace negthickspace negthinspace newline
    nobreakspace nonumber normalsize notag ordinarycolon phantom pmb pounds qquad quad rbrack rlap rm rq
    scriptscriptstyle scriptsize scriptstyle sect sf small smash sout space tag text textbf textcircled
    textcopyright textit textmd textnormal textregistered textrm textsf textstyle texttt textup thickspace thinspace
    tiny tt underbar underline varvdots vdots vphantom yen AE OE ae oe ss textasciicircum textasciitilde
    textbackslash textbar textbardbl textbraceleft textbraceright textdagger textdaggerdbl textdegree textdollar
    textellipsis textemdash textendash textgreater textless textquotedblleft textquotedblright textquoteleft
    textquoteright textsterling textunderscore
    """
)

# Their argument is text.
TO_TEXT = _names(
    """
    emph fbox hbox text textbf textit textmd textnormal textrm textsf texttt textup
    """
)

# Not for cards: they define, link, load, measure or colour.
REFUSED = _names(
    """
    def gdef edef xdef global long let futurelet newcommand renewcommand providecommand DeclareMathOperator
    expandafter noexpand relax begingroup endgroup bgroup egroup char href url includegraphics htmlClass htmlId
    htmlStyle htmlData rule kern mkern hskip mskip hspace vspace raisebox tmspace above genfrac mathchoice verb
    message errmessage show input require unicode class cssId style  fcolorbox require
    """
)

# Environment → what follows its name (columns, a count or nothing); ``&`` is allowed in all but ``NO_COLUMNS``.
ENVIRONMENTS = {
    **dict.fromkeys(("array", "darray", "subarray"), "columns"),
    **dict.fromkeys(("alignat", "alignat*", "alignedat"), "count"),
    **dict.fromkeys(("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"), ""),
    **dict.fromkeys(("matrix*", "pmatrix*", "bmatrix*", "Bmatrix*", "vmatrix*", "Vmatrix*"), ""),
    **dict.fromkeys(("smallmatrix", "cases", "dcases", "rcases", "drcases", "aligned", "gathered"), ""),
    **dict.fromkeys(("align", "align*", "gather", "gather*", "equation", "equation*", "split"), ""),
}
DISPLAY_ONLY = _names("align align* gather gather* equation equation* split alignat alignat*")
NO_COLUMNS = frozenset(("equation", "equation*"))

KNOWN = SYMBOLS | ONE | TWO | INFIX | SIZED | TEXT | _names("begin end left middle right limits nolimits")
KNOWN |= _names("operatorname* hline hdashline cr")
