"""Names of people in the languages written with Latin letters.

Each entry: family names, women's and men's given names, the common ones first. `_` is a space.
Where women bear another form of a family name (Polish), it is made from the one that stands here.
The other scripts are in `scripts`.
"""

from __future__ import annotations

_ENGLISH = """
Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Martin Jackson
Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams
Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart
Morris Murphy Cook Rogers Morgan Cooper Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood
Watson Brooks Bennett Gray James Hughes Price Long Foster Ross Powell Sullivan Russell Jenkins
Perry Butler Barnes Fisher Henderson Coleman Simmons Patterson Jordan Reynolds Hamilton Graham
Wallace Cole West Hart
"""
_ENGLISH_WOMEN = """
Olivia Emma Charlotte Amelia Sophia Mia Isabella Ava Evelyn Harper Grace Hannah Chloe Emily Abigail
Ella Lily Nora Zoe Stella Hazel Alice Lucy Claire Sarah Jessica Rachel Rebecca Laura Michelle
Jennifer Amanda Nicole Megan Katherine Elizabeth Margaret Helen Ruth Diane Susan Karen Linda
Patricia Julia Naomi Ruby Ivy Victoria Heather Andrea Erin Tessa Paige Priya Aisha Leila Fiona
"""
_ENGLISH_MEN = """
James Oliver William Henry Jack Thomas George Charles Daniel Samuel Benjamin Joseph Alexander
Edward David Matthew Andrew Michael Robert John Peter Paul Mark Stephen Richard Christopher
Nicholas Patrick Adam Luke Nathan Aaron Simon Philip Martin Kevin Brian Eric Keith Neil Graham Ian
Craig Ross Dominic Marcus Julian Theodore Leo Ethan Noah Liam Isaac Owen Caleb Gabriel Oscar Max
"""

NAMES: dict[str, tuple[str, str, str]] = {
    "en-US": (
        _ENGLISH
        + """
Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Nguyen Kim Patel Chen Rivera Torres Ramirez
Flores Gomez Diaz Cruz Reyes Ortiz Washington Jefferson Freeman Hayes Ford Gibson Mendoza Vasquez
Schultz Schneider Olson Larson Hansen Weaver Hoffman Kowalski Novak O'Brien O'Connor McCarthy
Fitzgerald Castillo Romero Herrera Medina Fox Hawkins Dunn Perkins Hudson Spencer Gardner Payne
Pierce Berry Matthews Wagner Willis Watkins Carroll Duncan Snyder Cunningham Bradley Lane Andrews
Ruiz Riley Armstrong Carpenter Weston Greene Lawrence Elliott Chavez Sims Austin Peters Franklin
Lawson Peterson Myers Sanders Sinclair Whitman Delgado Okafor Raman Nakamura Goldberg Rosen
""",
        _ENGLISH_WOMEN
        + """
Madison Savannah Kayla Brianna Jasmine Sierra Autumn Kimberly Tiffany Maria Elena Sofia Camila
""",
        _ENGLISH_MEN
        + """
Tyler Austin Logan Hunter Jordan Brandon Justin Ryan Travis Derek Miguel Carlos Antonio Diego
""",
    ),
    "en-GB": (
        _ENGLISH
        + """
Davies Clarke Shaw Ahmed Khan Patel Singh Kaur Hussain Okafor Adeyemi Mensah Raman Sharma Gallagher
MacDonald Fraser Murray Reid Sutherland Cameron Douglas Sinclair Griffiths Llewellyn Pritchard Rees
Bowen Whitaker Ashworth Hargreaves Bradshaw Holloway Fletcher Thornton Barlow Pemberton Hartley
Lockwood Atkinson Barker Booth Brennan Burgess Chapman Cartwright Dawson Doyle Doherty Ellis
Farrell Fleming Francis Gilbert Goodwin Gregory Hancock Harding Harvey Higgins Holmes Hopkins Hunt
Ingram Jennings Kirby Knight Lambert Marsh Mason Mills Moss Naylor Newton Norris O'Neill Osborne
Palmer Pearce Pollard Porter Quinn Rhodes Saunders Sheppard Slater Sutton Vaughan Walsh Walton Webb
Wilkinson Yates
""",
        _ENGLISH_WOMEN
        + """
Imogen Poppy Freya Isla Florence Daisy Phoebe Harriet Georgina Philippa Gemma Siobhan Niamh Bronwen
Rhiannon Morag Kirsty Catriona Beatrice
""",
        _ENGLISH_MEN
        + """
Harry Alfie Callum Angus Hamish Rhys Gareth Dylan Rupert Gavin Stuart Duncan Declan Conor Imran
Arjun Kwame
""",
    ),
    "de": (
        """
Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer
Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt
Werner Schmitz Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber
Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank
Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus
Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber
Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold
Wolff Pfeiffer Ernst Lindner Hübner Kramer Hansen Franz Wenzel Barth Riedel Beyer Nowak Paul Kern
Seifert Fiedler Bachmann Ebert Ulrich Ritter Petersen Stahl Reuter Brückner Förster Hoppe Yılmaz
Kaya Götz Kessler Heß Böttcher Überschär Großkopf von_Arnim zur_Mühlen
""",
        """
Anna Julia Lena Laura Sarah Katharina Christina Sabine Petra Monika Claudia Susanne Andrea Birgit
Stefanie Nicole Kerstin Martina Heike Silke Ulrike Anja Tanja Daniela Melanie Sandra Nadine
Franziska Johanna Hannah Lea Marie Sophie Charlotte Clara Greta Frieda Mathilda Ingrid Renate Helga
Ursula Gisela Jana Vanessa Jasmin Miriam Judith Antje Dörte Käthe Annegret
""",
        """
Jonas Lukas Felix Maximilian Paul Leon Finn Elias Tim Jan Jannik Niklas Florian Sebastian Tobias
Daniel Christian Stefan Michael Thomas Andreas Markus Frank Jürgen Uwe Klaus Wolfgang Dieter Bernd
Holger Jörg Matthias Martin Alexander Philipp David Simon Moritz Oskar Anton Emil Friedrich Karl
Heinz Werner Günter Björn Sven Torsten Dirk Ralf Rüdiger Götz Cem Hannes
""",
    ),
    "fr": (
        """
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy
Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller
Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia
Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont
Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard
Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre
Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet
Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis
Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier
Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé
Le_Gall Le_Goff de_Villiers Benali Traoré Diallo Nguyen
""",
        """
Marie Camille Julie Claire Sophie Isabelle Nathalie Catherine Sylvie Valérie Christine Sandrine
Céline Aurélie Émilie Élodie Mathilde Pauline Manon Léa Chloé Inès Jade Louise Alice Juliette
Charlotte Margaux Lucie Anaïs Laure Hélène Florence Véronique Brigitte Monique Françoise Martine
Agnès Béatrice Delphine Virginie Stéphanie Gaëlle Maëlle Solène Noémie Zoé Fatima Aïcha
""",
        """
Jean Pierre Michel Philippe Nicolas Julien Thomas Antoine Alexandre Maxime Guillaume Benoît Mathieu
Sébastien Frédéric Laurent Olivier Christophe David Stéphane Éric Pascal Thierry Bruno Gilles Alain
Bernard Patrick François Jérôme Cédric Fabien Ludovic Vincent Romain Clément Hugo Lucas Louis
Gabriel Arthur Jules Raphaël Théo Léo Adrien Rémi Loïc Yannick Mehdi Karim
""",
    ),
    "es": (
        """
García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández
Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez
Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez
Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores Prieto
Herrera Peña León Márquez Cabrera Gallego Calvo Vidal Campos Reyes Vega Fuentes Carrasco Díez
Aguilar Caballero Nieto Santana Vargas Pascual Giménez Herrero Hidalgo Montero Lorenzo Santiago
Benítez Durán Ibáñez Arias Mora Ferrer Carmona Vicente Rojas Soto Crespo Román Pastor Velasco Parra
Sáez Moya Bravo Rivera Gallardo Soler Silva Franco Rivas Lara Espinosa Mendoza Camacho Vera Arroyo
Pardo Merino Izquierdo Esteban Luque Sierra Casado Roldán Bermúdez Segura Marcos Puig Ferrán
Echevarría Zubiri Aguirre Otxoa Quintana
""",
        """
María Carmen Ana Isabel Laura Cristina Marta Lucía Elena Raquel Sara Paula Pilar Teresa Rosa
Mercedes Dolores Beatriz Silvia Patricia Rocío Mónica Nuria Susana Montserrat Alba Irene Julia
Andrea Natalia Claudia Sofía Martina Valeria Daniela Carla Adriana Noelia Inés Begoña Itziar Ainhoa
Verónica Lorena Alicia Esther Victoria Consuelo Aurora Gloria
""",
        """
Antonio Manuel José Francisco David Juan Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pedro
Pablo Ángel Sergio Fernando Jorge Luis Alberto Álvaro Diego Adrián Raúl Iván Rubén Enrique Óscar
Ramón Vicente Andrés Joaquín Santiago Eduardo Víctor Roberto Jaime Mario Ignacio Alfonso Tomás
Gonzalo Hugo Mateo Lucas Íñigo Jordi Iker Unai
""",
    ),
    "it": (
        """
Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca
Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso
Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis
D'Angelo Marchetti Parisi Villa Conte Ferraro Ferri Fabbri Bianco Marini Grasso Valentini Messina
Sala De_Angelis Gatti Pellegrini Palumbo Sanna Farina Rizzi Monti Cattaneo Morelli Amato Silvestri
Mazza Testa Grassi Pellegrino Carbone Giuliani Benedetti Barone Rossetti Caputo Montanari Guerra
Palmieri Bernardi Martino Fiore De_Rosa Ferretti Bellini Basile Riva Donati Piras Vitali Battaglia
Sartori Neri Costantini Milani Pagano Ruggiero Sorrentino D'Amico Orlando Damico Negri Mantovani
Bassi Ferrero Brambilla Pozzi Fumagalli Colonna Zanetti Bertolini Vianello Rota Gasparini Lazzari
Cocco Melis Puddu Bruni Tosi Poli Guidi Bianchini Marchi Ventura Zanella Ceccarelli Baldini
Castelli
""",
        """
Giulia Francesca Chiara Sara Martina Federica Valentina Alessia Elisa Silvia Laura Elena Paola Anna
Maria Roberta Simona Barbara Daniela Claudia Monica Cristina Patrizia Stefania Raffaella Michela
Ilaria Serena Giorgia Beatrice Aurora Sofia Alice Greta Ginevra Camilla Bianca Lucia Caterina
Teresa Rosa Angela Carla Luisa Nicoletta Lorenza Donatella Antonella Noemi Viola
""",
        """
Marco Andrea Luca Alessandro Matteo Francesco Davide Lorenzo Simone Federico Giuseppe Antonio
Giovanni Roberto Stefano Paolo Massimo Fabio Mario Luigi Salvatore Vincenzo Angelo Claudio Carlo
Daniele Alberto Michele Riccardo Gabriele Leonardo Tommaso Edoardo Filippo Nicola Pietro Giacomo
Emanuele Enrico Sergio Maurizio Franco Giorgio Bruno Dario Valerio Diego Mattia Niccolò Gianluca
""",
    ),
    "pl": (
        """
Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak
Dąbrowski Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski
Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski
Stępień Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran
Rutkowski Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski Marciniak Jasiński
Zawadzki Bąk Jakubowski Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski Sokołowski Szczepański
Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Mazurek Wysocki Kołodziej Kaźmierczak Czarnecki
Sobczak Konieczny Głowacki Urban Zakrzewski Wasilewski Krajewski Laskowski Sikorski Ziółkowski
Gajewski Mróz Szulc Makowski Brzeziński Kaczmarczyk Baranowski Przybylski Kozak Błaszczyk Borowski
Górecki Adamski Chojnacki Szczepaniak Andrzejewski Cieślak Janik Leszczyński Kania Mucha Czerwiński
Wesołowski Mikołajczyk Kowalewski Kozieł Markowski Bielecki Urbański Zięba Jarosz Stankiewicz
Tomczak Orłowski Gołębiowski Żak Świątek Ratajczak
""",
        """
Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Maria Zofia Magdalena Monika
Joanna Teresa Danuta Aleksandra Natalia Karolina Marta Beata Dorota Justyna Paulina Iwona Alicja
Zuzanna Julia Maja Hanna Lena Oliwia Wiktoria Weronika Gabriela Izabela Sylwia Edyta Renata Aneta
Urszula Halina Jadwiga Grażyna Kinga Milena
""",
        """
Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Jan Jakub Adam Łukasz Marek Grzegorz Mateusz
Stanisław Wojciech Mariusz Dariusz Maciej Zbigniew Rafał Robert Kamil Jerzy Dawid Szymon Kacper
Bartosz Jacek Ryszard Tadeusz Sebastian Artur Przemysław Daniel Damian Filip Antoni Franciszek
Hubert Radosław Leszek Sławomir Witold Karol
""",
    ),
    "ro": (
        """
Popa Popescu Ionescu Pop Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Constantin
Marin Dinu Florea Ilie Barbu Sandu Dobre Lazăr Mihai Nistor Tudor Moldovan Preda Lungu Toma Ene
Dragomir Nicolae Manole Bucur Voicu Iordache Neagu Petrescu Georgescu Dumitrescu Stănescu Marinescu
Diaconu Vasile Anghel Oprea Cojocaru Grigore Mocanu Dincă Suciu Ungureanu Balan Crăciun Roman
Tănase Enache Vlad Stanciu Badea Pavel Manea Albu Chiriac Rotaru Zamfir Avram Păun Bratu Olteanu
Neacșu Bălan Mureșan Crișan Filip Simion Costea Ardelean Moraru Coman Șerban Iancu Apostol Iliescu
Muntean Cozma Trif Nedelcu Șandru Brătianu Filipescu Vasilescu Antonescu Cristea Drăgan Grosu
Țurcanu Botezatu Negru Sava Bejan Croitoru Cazacu Ursu Vrabie Melnic Plămădeală Dascălu Pătrașcu
Pârvu Câmpeanu Ghiță Niță Ștefănescu Țepeș Țăranu Lupu Lupașcu Mărginean Bogdan Oltean Pașca Rus
Vaida
""",
        """
Maria Elena Ana Ioana Andreea Mihaela Cristina Alexandra Daniela Gabriela Simona Raluca Oana Diana
Roxana Alina Monica Adriana Carmen Laura Bianca Corina Anca Irina Larisa Loredana Nicoleta Mădălina
Georgiana Ștefania Teodora Denisa Ramona Camelia Lavinia Iulia Violeta Valentina Doina Rodica
Viorica Ecaterina Tatiana Natalia Ilinca Catrinel
""",
        """
Andrei Alexandru Ștefan Mihai Ion Gheorghe Vasile Nicolae Constantin Marian Cristian Adrian Florin
Gabriel Bogdan Ionuț Dan Radu Cătălin Răzvan Vlad Sorin Marius Cosmin Lucian Ovidiu Dragoș Victor
Emil Tudor Sebastian Robert Daniel Claudiu Paul Liviu Petru Iulian Laurențiu Dumitru Horia Silviu
Octavian Matei Luca Traian
""",
    ),
    "tr": (
        """
Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin
Kara Koç Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Öz Acar Güneş Yavuz Aktaş Turan Tekin Aksoy
Avcı Yalçın Bozkurt Taş Güler Bulut Keskin Türk Ünal Işık Özer Gül Sarı Kaplan Can Tunç Kocaman
Duman Güven Ateş Köse Karaca Şen Erdem Uçar Coşkun Özcan Toprak Sönmez Ergin Bayrak Karataş Uysal
Başaran Demirel Gündoğdu Akın Durmaz
""",
        """
Ayşe Fatma Emine Hatice Zeynep Elif Meryem Merve Esra Büşra Kübra Özlem Sevgi Gülşen Selin Ece
Defne Derya Deniz Burcu Pınar Ebru Gamze Tuğba Aslı Ceren İrem Nazlı Sibel Yasemin Nur Melike
""",
        """
Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Emre Burak Can Cem
Kerem Mert Onur Serkan Tolga Umut Volkan Barış Çağlar Eren Gökhan Hakan Kaan Levent Okan Selim
""",
    ),
    "pt-BR": (
        """
Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins
Carvalho Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes
Marques Machado Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Pinto Cavalcanti
Monteiro Moura Correia Batista Campos Castro Borges Melo Farias Azevedo Barros Tavares Cunha Pires
Duarte Nogueira Medeiros Brito Fonseca Miranda Peixoto Guimarães Siqueira Bittencourt Conceição
Assunção Leitão Magalhães Falcão Simões Sampaio Queiroz
""",
        """
Ana Maria Juliana Fernanda Camila Mariana Beatriz Larissa Letícia Amanda Gabriela Patrícia Adriana
Aline Bruna Carolina Luciana Vanessa Renata Priscila Raquel Tatiana Débora Simone Isabela Júlia
Luíza Helena Valentina Sofia Vitória Conceição
""",
        """
João José Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Gabriel Rafael Daniel Marcelo
Bruno Eduardo Felipe Rodrigo Fábio André Thiago Gustavo Leonardo Diego Ricardo Sérgio Caio Vinícius
Mateus Guilherme Murilo Otávio
""",
    ),
    "sv": (
        """
Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson
Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist
Lindgren Berg Axelsson Bergström Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson
Sandberg Henriksson Forsberg Sjöberg Wallin Engström Eklund Danielsson Håkansson Lundin Björk
Bergman Gunnarsson Holm Wikström Samuelsson Isaksson Fransson Bergqvist Nyström Holmberg Arvidsson
Löfgren Söderberg Nyberg Blomqvist Claesson Åberg Öberg Ström Hedlund Sjögren Norberg Ekström
Hellström Åkesson Östlund
""",
        """
Anna Emma Elin Maja Sara Ida Linnéa Hanna Johanna Kristina Karin Ingrid Maria Lena Birgitta Eva
Annika Åsa Malin Frida Astrid Alva Ebba Saga Wilma Märta Gunilla Ulrika Sofia Elsa Hedda Signe
""",
        """
Erik Lars Karl Anders Johan Per Nils Jan Mikael Lennart Fredrik Oskar Emil Axel Gustav Viktor
Ludvig Hugo Elias Björn Göran Håkan Mats Stefan Henrik Magnus Niklas Tobias Joakim Åke Östen Sven
""",
    ),
    "nb": (
        """
Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen
Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund
Sørensen Jakobsen Moen Gundersen Iversen Strand Svendsen Solberg Martinsen Knutsen Eide Bakken
Paulsen Kristoffersen Mathisen Lie Amundsen Rasmussen Lunde Solheim Bakke Berge Kristensen Moe
Nygård Bøe Fredriksen Holm Lien Hauge Andresen Nielsen Knudsen Evensen Sæther Aas Ødegård Haugland
Brekke Sunde Tveit Næss Sørlie Bråten Østby Fjeld
""",
        """
Ingrid Anne Kari Marit Liv Berit Astrid Bjørg Hilde Nina Silje Camilla Ida Nora Emilie Thea Sara
Maria Hanne Kristin Solveig Ragnhild Sigrid Tone Turid Åse Maren Oda Tuva Synnøve Guro Eirin
""",
        """
Jan Per Bjørn Ole Lars Kjell Knut Svein Arne Thomas Geir Hans Morten Tor Odd Martin Andreas Henrik
Jonas Magnus Kristian Sander Sindre Håkon Øyvind Ståle Espen Trond Terje Einar Leif Pål
""",
    ),
}
